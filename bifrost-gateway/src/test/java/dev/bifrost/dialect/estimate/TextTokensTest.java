package dev.bifrost.dialect.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Recordings;
import dev.bifrost.testing.Seeded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokensTest {

    /** Answers that are text and nothing else: providers have counted their tokens. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai-text",
                "deepseek-text",
                "deepseek-reasoning",
                "groq-text",
                "mistral-text",
                "perplexity-text"
            })
    void of_recordedAnswer_isNearTheProvidersCount(String name) throws Exception {
        byte[] recorded = Recordings.bytes("openai-chat/" + name + ".json");
        Json.Obj answer = Json.readObject(recorded, 0, recorded.length);
        Json.Obj message = answer.objects("choices").getFirst().object("message");
        String text = message.text("reasoning_content", "") + message.text("content", "");
        long counted = answer.object("usage").number("completion_tokens", 0);

        assertThat(ratio(text, counted)).isBetween(0.9, 1.15);
    }

    /**
     * The first sentences of the Universal Declaration of Human Rights. The counts are of OpenAI's o200k_base (GPT-4o and
     * later) and cl100k_base (GPT-4); the estimate must lie near what is between them.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "33|33|All human beings are born free and equal in dignity and rights. They are endowed with reason and"
                        + " conscience and should act towards one another in a spirit of brotherhood.",
                "38|44|Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen"
                        + " begabt und sollen einander im Geist der Brüderlichkeit begegnen.",
                "41|50|Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison"
                        + " et de conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
                "38|44|Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón"
                        + " y conciencia, deben comportarse fraternalmente los unos con los otros.",
                "53|64|Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni"
                        + " rozumem i sumieniem i powinni postępować wobec innych w duchu braterstwa.",
                "46|60|Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve"
                        + " birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler.",
                "41|74|Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и"
                        + " совестью и должны поступать в отношении друг друга в духе братства.",
                "71|172|Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι"
                        + " προικισμένοι με λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους με πνεύμα"
                        + " αδελφοσύνης.",
                "44|88|يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم"
                        + " بعضًا بروح الإخاء.",
                "50|128|כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה עליהם"
                        + " לנהוג איש ברעהו ברוח של אחוה.",
                "54|180|सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि"
                        + " और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।",
                "63|135|มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม"
                        + " และควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ",
                "38|54|人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神互相对待。",
                "72|93|すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを" + "授けられており、互いに同胞の精神をもって行動しなければならない。",
                "51|85|모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았으며" + " 서로 형제애의 정신으로 행동하여야 한다.",
            })
    void of_languages_isBetweenTokenizers(long dense, long loose, String text) {
        assertThat(ratio(text, dense)).isGreaterThan(0.85);
        assertThat(ratio(text, loose)).isLessThan(1.15);
    }

    /** Counts of o200k_base. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "15|{\"location\":\"San Francisco\",\"days\":3,\"unit\":\"celsius\"}",
                "15|public static int sumOf(List<Integer> numbers) {return 0;}",
                "23|-12.50, 3.14159, 1234567, 2024-11-05",
                "5|HTTPServerRequestHandlerFactory",
            })
    void of_code_isNearTheCount(long counted, String text) {
        assertThat(ratio(text, counted)).isBetween(0.75, 1.4);
    }

    @Test
    void of_nothing_isNothing() {
        assertThat(TextTokens.of("")).isZero();
        assertThat(TextTokens.of(" ")).isZero();
    }

    @Test
    void of_anyText_isSomeTokensAndNotMoreThanItsBytes() {
        Seeded.times(2_000, random -> {
            String text = Seeded.anyText(random, 60);
            assertThat(TextTokens.of(text)).isBetween(0L, 2L + 3L * text.length());
        });
    }

    private static double ratio(String text, long counted) {
        return TextTokens.of(text) / (double) counted;
    }
}

package dev.bifrost.dialect.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.Replay;
import dev.bifrost.testing.Seeded;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicateAnswerTest {
    /** After the example of https://replicate.com/docs/topics/predictions. */
    private static final String WHOLE = "{'id':'gm3q','model':'meta/meta-llama-3-8b-instruct','version':'v',"
            + "'input':{'prompt':'Hi'},'logs':'','output':['Hel','lo',' there'],'error':null,'status':'succeeded',"
            + "'created_at':'2023-09-08T16:19:34.765994Z','data_removed':false,"
            + "'metrics':{'input_token_count':18,'output_token_count':3,'predict_time':0.1,'total_time':0.2},"
            + "'urls':{'get':'https://api.replicate.com/v1/predictions/gm3q'}}";

    private final ReplicateProvider replicate = new ReplicateProvider();

    private static Json.Obj json(String text) {
        try {
            return (Json.Obj) Json.read(text.replace('\'', '"'));
        } catch (MalformedJson e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private AnswerFault fault(String text) {
        return catchThrowableOfType(AnswerFault.class, () -> replicate.read(json(text)));
    }

    @Test
    void read_pieces_areOneText() throws AnswerFault {
        assertThat(replicate.read(json(WHOLE)))
                .isEqualTo(new ChatAnswer(
                        "gm3q",
                        1694189974,
                        "meta/meta-llama-3-8b-instruct",
                        List.of(new ChatAnswer.Choice(
                                0, List.of(Part.Text.of("Hello there")), FinishReason.STOP, null, null)),
                        Usage.of(18, 3),
                        null));
    }

    @Test
    void read_bareText_hasNoUsageIfNothingIsCounted() throws AnswerFault {
        ChatAnswer answer = replicate.read(
                json("{'status':'succeeded','output':'Hi','metrics':{'predict_time':1},'created_at':'x'}"));

        assertThat(answer.choices().getFirst().parts()).containsExactly(Part.Text.of("Hi"));
        assertThat(answer.usage()).isNull();
        assertThat(answer.created()).isZero();
    }

    @Test
    void read_emptyOutput_isAnEmptyAnswer() throws AnswerFault {
        ChatAnswer answer = replicate.read(json("{'status':'succeeded','output':[]}"));

        assertThat(answer.choices().getFirst().parts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"starting", "processing"})
    void read_notYetDone_isATimeout(String status) {
        AnswerFault fault = fault("{'id':'1','status':'" + status + "','output':null,'error':null}");

        assertThat(fault.error().status()).isEqualTo(504);
        assertThat(fault.error().message())
                .startsWith("the prediction was still " + status + " when Replicate ended the wait for it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failed | \"CUDA out of memory\" | the prediction failed: CUDA out of memory",
                "failed | null | the prediction failed",
                "canceled | null | the prediction was canceled",
                "aborted | \"\" | the prediction was canceled",
            })
    void read_failed_tellsWhy(String status, String error, String message) {
        AnswerFault fault = fault("{'status':'" + status + "','output':['a'],'error':" + error + "}");

        assertThat(fault.error().status()).isEqualTo(502);
        assertThat(fault.error().message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{} | it is no prediction",
                "{'status':'succeeded'} | its prediction has no output",
                "{'status':'succeeded','output':null} | its prediction has no output",
                "{'status':'succeeded','output':{'a':1}} | its output is no text; is this a language model?",
                "{'status':'succeeded','output':['a',1]} | its output is no text; is this a language model?",
                "{'title':'Free time limit reached','detail':'Set up billing'} | Set up billing",
            })
    void read_noAnswer_isAFault(String text, String message) {
        assertThat(fault(text)).hasMessage(message);
    }

    @Test
    void stream_neverAskedFor_isAFault() {
        byte[] data = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertThat(catchThrowableOfType(
                        AnswerFault.class,
                        () -> replicate.stream()
                                .event(new WireEvent("output", false, data, 0, data.length), new Assembled())))
                .hasMessageContaining("not asked for");
    }

    /** Whatever stands where: it is read, or it is a fault. */
    @Test
    void read_anyShape_isReadOrAFault() {
        Seeded.times(2_000, random -> {
            try {
                ChatAnswer answer = replicate.read((Json.Obj) bent(json(WHOLE), random));
                Assembled assembled = new Assembled();
                Replay.of(answer, assembled);

                assertThat(assembled.ended()).isTrue();
            } catch (AnswerFault _) {
                // as it may be
            }
        });
    }

    private static Json bent(Json json, RandomGenerator random) {
        return switch (json) {
            case Json.Obj object -> {
                Json.Obj bent = new Json.Obj();
                object.asMap().forEach((name, value) -> bent.put(name, bentValue(value, random)));
                yield bent;
            }
            case Json.Arr array -> {
                Json.Arr bent = new Json.Arr();
                array.items().forEach(value -> bent.add(bentValue(value, random)));
                yield bent;
            }
            case Json.Str _, Json.Num _, Json.Bool _, Json.Nil _ -> json;
        };
    }

    private static Json bentValue(Json value, RandomGenerator random) {
        return switch (random.nextInt(40)) {
            case 0 -> new Json.Nil();
            case 1 -> new Json.Num("1e999");
            case 2 -> new Json.Num("-5.5");
            case 3 -> new Json.Str("");
            case 4 -> new Json.Str("failed");
            case 5 -> new Json.Arr().add(value);
            case 6 -> new Json.Obj().put("message", value);
            case 7 -> new Json.Bool(true);
            default -> bent(value, random);
        };
    }
}

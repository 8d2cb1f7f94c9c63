package dev.bifrost.dialect.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.dialect.json.JsonFields.Field;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The scanner against Jackson. It accepts a document only if Jackson does; it refuses one that Jackson accepts only if
 * that is not plain, well-formed UTF-8 (Jackson takes UTF-16, UTF-32, byte order marks and overlong forms).
 */
class JsonScannerAgreementTest {
    private static final long SEED = Long.getLong("bifrost.seed", 20260822L);
    private static final int DOCUMENTS = Integer.getInteger("bifrost.documents", 1_000_000);
    private static final JsonFields FIELDS = JsonFields.of(
            new Field("model", 24),
            new Field("stream", 8),
            new Field("stream_options", 64),
            new Field("stream_options.include_usage", 8),
            new Field("user", 1000),
            new Field("metadata", 0, true),
            new Field("metadata.user_id", 1000),
            new Field("metadata.tags", 0, true),
            new Field("tags", 8, true),
            new Field("usage", 200),
            new Field("safety_identifier", 0));

    private final JsonScanner whole = new JsonScanner(FIELDS);
    private final JsonScanner cut = new JsonScanner(FIELDS);

    @Test
    void feed_aMillionDocuments_agreesWithJacksonHoweverCut() {
        System.out.println("JsonScannerAgreementTest: seed " + SEED + ", " + DOCUMENTS + " documents");
        var documents = new JsonDocuments(SEED);
        int accepted = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] document = i % 5 < 2 ? documents.next() : documents.damaged();
            scan(document);
            scanInPieces(document, documents);
            check(document);
            accepted += whole.failed() ? 0 : 1;
        }
        assertThat(accepted).as("documents accepted").isBetween(DOCUMENTS * 4 / 10, DOCUMENTS * 9 / 10);
    }

    private void scan(byte[] document) {
        whole.reset();
        whole.feed(document, 0, document.length);
        whole.end();
    }

    private void scanInPieces(byte[] document, JsonDocuments documents) {
        cut.reset();
        int from = 0;
        while (from < document.length) {
            int to = Math.min(
                    document.length,
                    from + documents.random().nextInt(1, 9) * documents.random().nextInt(1, 9));
            cut.feed(document, from, to);
            from = to;
        }
        cut.end();
    }

    private void check(byte[] document) {
        var jackson = JacksonVerdict.of(document);
        if (whole.failed() ? jackson.accepted() && !JacksonVerdict.isLax(document) : !jackson.accepted()) {
            throw new AssertionError("Jackson " + (jackson.accepted() ? "accepts: " : "refuses: ") + show(document));
        }
        boolean same = whole.failed() == cut.failed()
                && String.valueOf(whole.problem()).equals(String.valueOf(cut.problem()))
                && (whole.failed()
                        || whole.found().toString().equals(cut.found().toString()));
        if (!same) {
            throw new AssertionError("cutting changes the result: " + show(document) + "\n" + whole.found() + "\n"
                    + cut.found() + "\n" + whole.problem() + "\n" + cut.problem());
        }
        if (!whole.failed()) {
            checkMembers(document, jackson.members());
        }
    }

    private void checkMembers(byte[] document, Map<String, JacksonVerdict.Member> members) {
        for (int field = 0; field < FIELDS.size(); field++) {
            var member = members.get(FIELDS.path(field));
            if (!(member == null ? whole.found().kind(field) == null : isAt(member, field, document))) {
                throw new AssertionError(
                        FIELDS.path(field) + " is " + member + " but found " + whole.found() + " in " + show(document));
            }
        }
    }

    private boolean isAt(JacksonVerdict.Member member, int field, byte[] document) {
        var found = whole.found();
        boolean span = found.kind(field) == member.kind()
                && found.start(field) == member.start()
                && found.end(field) == member.end()
                && found.duplicate(field) == member.twice();
        byte[] raw = found.raw(field);
        int length = (int) (member.end() - member.start());
        boolean kept = length <= FIELDS.limit(field)
                ? raw != null
                        && new String(raw, StandardCharsets.ISO_8859_1)
                                .equals(new String(document, (int) member.start(), length, StandardCharsets.ISO_8859_1))
                : raw == null;
        boolean text =
                member.kind() != JsonKind.STRING || raw == null || member.text().equals(found.text(field));
        return span && kept && text;
    }

    private static String show(byte[] document) {
        return new String(document, StandardCharsets.UTF_8) + " (seed " + SEED + ")";
    }
}

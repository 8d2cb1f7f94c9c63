package dev.bifrost.audit.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Content;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Operation;
import dev.bifrost.api.settings.Secret;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No record may be lost for its content's sake, and no content in silence. */
class ContentDeskTest {
    private static final Secret ONE = Secret.of("00".repeat(32));
    private static final Secret TWO = Secret.of("11".repeat(32));

    private final Shelf shelf = new Shelf();
    private final AtomicLong time = new AtomicLong();
    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());

    @SuppressWarnings("ArrayRecordComponent") // nobody compares these
    private record Sealed(CallRecord record, byte @Nullable [] attachment) {
        Content content() {
            return java.util.Objects.requireNonNull(record.content());
        }
    }

    private ContentKeys keys(Secret newest, Secret... older) {
        return new ContentKeys(shelf, new MasterKeys(newest, List.of(older)), InstantSource.system(), time::get);
    }

    private ContentDesk desk(ContentKeys keys, String... patterns) {
        return desk(100_000, keys, patterns);
    }

    private ContentDesk desk(long most, ContentKeys keys, String... patterns) {
        var redactor = new Redactor(
                new RedactionSettings(List.of(), List.of(patterns)), Duration.ofSeconds(20), System::nanoTime);
        return new ContentDesk(most, redactor, Subjects.END_USER, keys, ContentDeskTest::mac, time::get, notices::add);
    }

    private static Mac mac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[] {1}, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CallRecord record(@Nullable String user, @Nullable String key) {
        return new CallRecord(
                Instant.EPOCH,
                "r",
                null,
                key,
                key,
                null,
                null,
                user,
                Map.of(),
                "a",
                null,
                Operation.CHAT,
                "POST /",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                200,
                null,
                Ending.COMPLETE,
                List.of(),
                List.of(),
                null,
                null,
                3,
                4,
                -1,
                5,
                6,
                "c",
                null,
                null);
    }

    private static Sealed seal(ContentDesk desk, CallContent content, CallRecord record) throws Exception {
        var done = new CompletableFuture<Sealed>();
        desk.seal(content, record, (whole, attachment) -> done.complete(new Sealed(whole, attachment)));
        return done.get(20, TimeUnit.SECONDS);
    }

    private static Sealed sealed(ContentDesk desk, CallRecord record, String text) throws Exception {
        CallContent content = desk.begin();
        content.request(text.getBytes(UTF_8));
        content.answerIs("text/plain");
        content.answer("fine".getBytes(UTF_8));
        return seal(desk, content, record);
    }

    private static @Nullable String opened(ContentKeys keys, Sealed sealed) {
        DataKey key = keys.find(String.valueOf(sealed.content().key()));
        byte[] plain = key == null || sealed.attachment() == null ? null : Sheet.opened(sealed.attachment(), key);
        return plain == null ? null : new String(plain, UTF_8);
    }

    @Test
    void subjects_byPersonKeyAndGateway_eachHasAKeyOfItsOwn() throws Exception {
        ContentKeys keys = keys(ONE);
        try (ContentDesk desk = desk(keys)) {
            Sealed ann = sealed(desk, record("ann", "k"), "yes");
            Sealed key = sealed(desk, record(null, "k"), "yes");
            Sealed open = sealed(desk, record(null, null), "yes");
            Sealed strange = sealed(desk, record("\ud800\u0000", "k"), "yes");

            assertThat(List.of(ann, key, open))
                    .extracting(each -> each.content().subject())
                    .containsExactly("end_user:ann", "key:k", "gateway");
            assertThat(shelf.keys.keySet())
                    .containsExactlyInAnyOrder(
                            ann.content().key(),
                            key.content().key(),
                            open.content().key(),
                            strange.content().key());
            assertThat(opened(keys, ann)).contains("\"yes\"", "\"fine\"");
            assertThat(new String(java.util.Objects.requireNonNull(ann.attachment()), UTF_8))
                    .doesNotContain("yes");
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void destroyedKey_isNotUsedAfterASecondAndWhatItSealedIsLost() throws Exception {
        ContentKeys keys = keys(ONE);
        try (ContentDesk desk = desk(keys)) {
            Sealed before = sealed(desk, record("ann", null), "before");
            shelf.keys.clear();
            assertThat(opened(keys, before)).isNull();
            time.addAndGet(1_000_000_001);
            Sealed after = sealed(desk, record("ann", null), "after");

            assertThat(after.content().key()).isNotEqualTo(before.content().key());
            assertThat(opened(keys, after)).contains("after");
        }
    }

    @Test
    void masterKey_exchanged_readsTheOldAndWrapsWithTheNew() throws Exception {
        try (ContentDesk desk = desk(keys(ONE))) {
            Sealed old = sealed(desk, record("ann", null), "old");
            assertThatThrownBy(() -> keys(TWO)).hasMessageContaining("content_key_old");
            ContentKeys both = keys(TWO, ONE);
            try (ContentDesk next = desk(both)) {
                Sealed young = sealed(next, record("ann", null), "young");
                assertThat(opened(both, old)).contains("old");
                assertThat(opened(both, young)).contains("young");
                assertThat(young.content().key()).isNotEqualTo(old.content().key());
            }
        }
    }

    @Test
    void store_away_theRecordIsWrittenAndSaysSoAndNoMoreAreTaken() throws Exception {
        ContentKeys keys = keys(ONE);
        try (ContentDesk desk = desk(keys)) {
            shelf.away = true;
            CallContent content = desk.begin();
            var done = new CompletableFuture<Sealed>();
            desk.seal(content, record("ann", null), (whole, kept) -> done.complete(new Sealed(whole, kept)));
            Sealed sealed = done.get(20, TimeUnit.SECONDS);

            assertThat(sealed.attachment()).isNull();
            assertThat(sealed.content().missing()).contains("the store is away");
            assertThat(desk.closed()).contains("the store is away");
            assertThat(notices).singleElement().asString().contains("is not kept");
            shelf.away = false;
            time.addAndGet(2_000_000_000L);
            assertThat(desk.closed()).isNull();
            assertThat(sealed(desk, record("ann", null), "x").attachment()).isNotNull();
        }
    }

    @Test
    void memory_moreThanItsBound_takesNoMoreUntilItIsFree() throws Exception {
        try (ContentDesk desk = desk(keys(ONE))) {
            List<CallContent> open = new ArrayList<>();
            while (desk.closed() == null) {
                CallContent content = desk.begin();
                content.answer(new byte[15_000]);
                open.add(content);
                assertThat(open.size()).isLessThan(6000);
            }
            assertThat(desk.closed()).contains("MB of content wait");
            for (CallContent each : open) {
                assertThat(seal(desk, each, record("ann", null)).content().answerBytes())
                        .isEqualTo(15_000);
            }
        }
    }

    /** All were let in while nothing was held; each may then grow. */
    @Test
    void memory_ofManyCallsLetInAtOnce_stopsAtABoundAndTheRecordsSaySo() throws Exception {
        ContentDesk desk = desk(4 << 20, keys(ONE));
        List<CallContent> open = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            open.add(desk.begin());
        }
        byte[] piece = "x".repeat(64 << 10).getBytes(UTF_8);
        for (int i = 0; i < 32; i++) {
            for (CallContent each : open) {
                each.request(piece);
                each.answer(piece);
                assertThat(desk.held()).isLessThanOrEqualTo(ContentDesk.MOST_EVER + piece.length);
            }
        }
        for (CallContent each : open) {
            Content content = seal(desk, each, record("ann", null)).content();
            assertThat(content.answerBytes()).isEqualTo(32L * piece.length);
            assertThat(content.requestCut() || content.answerCut()).isTrue();
        }
        desk.close();
        assertThat(desk.held()).isZero();
    }

    @Test
    void answer_afterTheSeal_isNotHeldForEver() throws Exception {
        ContentDesk desk = desk(keys(ONE));
        CallContent content = desk.begin();
        seal(desk, content, record("ann", null));
        desk.close();
        content.answer(new byte[100]);
        assertThat(desk.held()).isZero();
    }

    private String kept(String type, String answer) throws Exception {
        ContentKeys keys = keys(ONE);
        var settings = new RedactionSettings(List.of("/choices/0/message/content"), List.of("sk-[a-z0-9]{10}"));
        var redactor = new Redactor(settings, Duration.ofSeconds(20), System::nanoTime);
        try (var desk = new ContentDesk(
                100_000, redactor, Subjects.END_USER, keys, ContentDeskTest::mac, time::get, notices::add)) {
            CallContent content = desk.begin();
            content.answerIs(type);
            content.answer(answer.getBytes(UTF_8));
            return String.valueOf(opened(keys, seal(desk, content, record("ann", null))));
        }
    }

    @Test
    void stream_thatSaysItIsPlainText_isPutTogetherBeforeItIsSearched() throws Exception {
        String events = """
                data: {"choices":[{"index":1,"delta":{"content":"key sk-abc"}}]}

                data: {"choices":[{"index":1,"delta":{"content":"defghij done"}}]}

                data: [DONE]

                """;
        for (String start : List.of("", "\ufeff", "event: x\n", "\n")) {
            assertThat(kept("text/plain", start + events))
                    .contains("\"stream\"", "key [redacted] done")
                    .doesNotContain("sk-abc", "defghij");
        }
        assertThat(kept("text/event-stream", "\ufeff" + events)).contains("key [redacted] done");
    }

    @Test
    void json_behindAByteOrderMark_isRedactedByItsPointers() throws Exception {
        String json = "{\"choices\":[{\"message\":{\"content\":\"private\"}}]}";
        assertThat(kept("application/json", "\ufeff" + json))
                .contains("\"json\"", "[redacted]")
                .doesNotContain("private");
    }

    @Test
    void memory_afterEachCall_isGivenBack() throws Exception {
        ContentDesk desk = desk(keys(ONE));
        for (int i = 0; i < 50; i++) {
            CallContent content = desk.begin();
            content.answerIs(i % 2 == 0 ? "text/event-stream" : "application/json");
            content.request(new byte[i]);
            for (int j = 0; j < 300; j++) {
                content.answer(new byte[1000]);
            }
            seal(desk, content, record("ann", null));
        }
        desk.close();
        assertThat(desk.held()).isZero();
    }

    @Test
    void pattern_thatOverflowsTheStack_withholdsAllAndKeepsTheRecord() throws Exception {
        ContentKeys keys = keys(ONE);
        try (ContentDesk desk = desk(keys, "(?:a|b)*c")) {
            Sealed sealed = sealed(desk, record("ann", null), "ab".repeat(45_000));

            assertThat(opened(keys, sealed)).contains("withheld").doesNotContain("abab");
            assertThat(sealed.content().redacted()).isTrue();
        }
    }
}

package dev.bifrost.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Target;
import dev.bifrost.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is lost on the way to disk and back is lost for audit and bill alike. */
class EntryFormTest {

    private static byte[] written(Entry entry) {
        var bytes = new ByteArrayOutputStream();
        EntryForm.write(entry, bytes);
        return bytes.toByteArray();
    }

    private static Entry read(byte[] bytes) {
        return EntryForm.read(bytes, 0, bytes.length);
    }

    @Test
    void call_anyValues_comesBackAsItWas() {
        Seeded.times(1000, random -> {
            var call = new Entry.Call(Records.any(random));

            assertThat(read(written(call))).isEqualTo(call);
        });
    }

    @Test
    void call_ordinary_readsLikeThisForTenYears() {
        var call = new Entry.Call(Records.of("r-1"));

        assertThat(new String(written(call), UTF_8)).isEqualTo("""
                {"v":1,"kind":"call","request_id":"r-1","time":"2026-08-21T12:00:00.123456789Z",\
                "trace_id":"0af7651916cd43dd8448eb211c80319c","key_id":"k1","virtual_key":"tenant-12",\
                "team":"legal","organization":"bank","labels":[["app","chat"],["cost_center","4711"]],\
                "client_address":"10.0.0.7","agent":"OpenAI/Python 1.99.0","operation":"chat",\
                "route":"POST /v1/chat/completions","alias":"fast-cheap","provider":"mistral",\
                "model_asked":"fast-cheap","model":"mistral-small-2410","model_answered":"mistral-small-2410",\
                "region":"eu","client_dialect":"openai","provider_dialect":"openai","stream":true,"status":200,\
                "ending":"complete","attempts":[{"provider":"mistral","model":"mistral-small-2410",\
                "key_fingerprint":"f1a2","status":200,"outcome":"ok","nanos":345000000,\
                "usage":{"prompt":1200,"completion":34},\
                "cost":{"nano_dollars":1234567,"price":"2026-08-21 catalogue"}}],\
                "usage":{"prompt":1200,"completion":34},\
                "cost":{"nano_dollars":1234567,"price":"2026-08-21 catalogue"},"bytes_in":4321,"bytes_out":876,\
                "first_token_nanos":120000000,"total_nanos":350000000,"gateway_nanos":90000,\
                "configuration":"deadbeef"}""");
    }

    @Test
    void call_labelsInAnyOrder_areTheSameBytes() {
        Seeded.times(200, random -> {
            byte[] once = written(new Entry.Call(Records.any(random)));

            assertThat(written(read(once))).isEqualTo(once);
        });
    }

    @Test
    void others_anyValues_comeBackAsTheyWere() {
        Seeded.times(500, random -> {
            String text = Records.text(random);
            Instant time = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            var intent = new Entry.Intent(text, new Target(text, Records.text(random)), text, time);
            var lease = new Entry.Lease(text, Records.text(random), random.nextLong(), time);
            for (Entry entry : List.of(
                    intent,
                    lease,
                    new Entry.Correction(text, time, random.nextLong(), text, null, time),
                    new Entry.Correction(text, time, random.nextLong(), text, text, time),
                    new Entry.Checkpoint(List.of(lease, lease), List.of(intent), random.nextBoolean()),
                    new Entry.Interruption(random.nextLong(), List.of(intent), time),
                    new Entry.Gap(random.nextLong(), random.nextLong(), text, time),
                    new Entry.Erasure(text, text, Records.text(random), time, List.of()),
                    new Entry.Erasure(text, text, "", time, List.of(text, "k")),
                    new Entry.ContentRead(text, Records.text(random), time))) {
                assertThat(read(written(entry))).isEqualTo(entry);
            }
        });
    }

    @Test
    void requestId_anyCall_isFoundWithoutTheRest() {
        Seeded.times(500, random -> {
            var record = Records.any(random);

            byte[] bytes = written(new Entry.Call(record));

            assertThat(EntryForm.requestId(bytes)).isEqualTo(record.requestId());
            assertThat(Kinds.is(Kinds.CALL, bytes)).isTrue();
        });
    }

    @Test
    void read_ofANewerRelease_isKeptApart() {
        assertThat(read("{\"v\":2,\"kind\":\"call\",\"x\":{\"y\":[1]}}".getBytes(UTF_8)))
                .isEqualTo(new Entry.Other("call", 2));
        assertThat(read("{\"v\":1,\"kind\":\"prophecy\"}".getBytes(UTF_8))).isEqualTo(new Entry.Other("prophecy", 1));
    }

    @Test
    void read_unknownFields_areSkipped() {
        var lease = "{\"v\":1,\"kind\":\"lease\",\"account\":\"a\",\"new\":[{}],\"period\":\"p\",\"nano_dollars\":5,"
                + "\"time\":\"2026-08-21T12:00:00Z\"}";

        assertThat(read(lease.getBytes(UTF_8)))
                .isEqualTo(new Entry.Lease("a", "p", 5, Instant.parse("2026-08-21T12:00:00Z")));
    }

    @Test
    void read_broken_isRefusedAndNothingElseIsThrown() {
        byte[] whole = written(new Entry.Call(Records.of("r")));
        for (String broken : List.of("", "[]", "{", "{}", "{\"v\":1}", "{\"v\":1,\"kind\":\"lease\"}", "{\"v\":1.5}")) {
            assertThatThrownBy(() -> read(broken.getBytes(UTF_8))).isInstanceOf(IllegalArgumentException.class);
        }
        Seeded.times(2000, random -> {
            byte[] bytes = whole.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(read(bytes)).isNotNull();
            } catch (IllegalArgumentException expected) {
                assertThat(expected).isNotNull();
            }
        });
    }
}

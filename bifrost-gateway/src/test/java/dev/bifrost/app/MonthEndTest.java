package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A budget per month follows the calendar of its zone, and no clock gives money back. */
class MonthEndTest {
    /** 10 minutes before December begins in Zürich; in UTC it is still the day before. */
    private static final Instant NOVEMBER = Instant.parse("2026-11-30T22:50:00Z");

    private static final Crowd.State NOTHING = new Crowd.State(0, 0, 0);
    private static final long CALL = 10_000;

    @TempDir
    private Path data;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOVEMBER);

    @BeforeEach
    void begin() {
        now.set(NOVEMBER);
    }

    private String yaml(ScriptedUpstream upstream) {
        return """
                data: %s
                time_zone: Europe/Zurich
                prices:
                  overrides:
                    - { provider: up, model: m, input: 1, output: 1 }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                virtual_keys:
                  - { name: all, key: %s, budget_usd_per_month: 0.00003 }
                """.formatted(data, upstream.baseUrl(), Stage.KEY);
    }

    private TestGateway start(ScriptedUpstream upstream) {
        return TestGateway.startDurable(yaml(upstream), now::get);
    }

    private static int ask(TestGateway gateway) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(Stage.CHAT, Stage.AUTHORIZED, "{\"model\":\"up/m\",\"max_tokens\":1,\"messages\":[]}")
                    .read()
                    .status();
        }
    }

    private static Crowd.State state(TestGateway gateway) {
        return Crowd.states(gateway.port(), Stage.KEY).get("key:all");
    }

    private static Crowd.State spent(int calls) {
        return new Crowd.State(calls * CALL, 0, 0);
    }

    @Test
    void midnightOfTheFirst_inTheZoneOfTheBudget_beginsAnewAlsoAfterARestart() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            try (TestGateway gateway = start(upstream)) {
                assertThat(ask(gateway)).isEqualTo(200);
                assertThat(ask(gateway)).isEqualTo(200);
                assertThat(ask(gateway)).as("a third could exceed it").isEqualTo(402);
                now.set(NOVEMBER.plus(Duration.ofMinutes(9)));
                assertThat(state(gateway)).isEqualTo(spent(2));
                now.set(NOVEMBER.plus(Duration.ofMinutes(10)));
                assertThat(state(gateway)).isEqualTo(NOTHING);
                assertThat(ask(gateway)).isEqualTo(200);
                assertThat(state(gateway)).isEqualTo(spent(1));
            }
            try (TestGateway gateway = start(upstream)) {
                assertThat(state(gateway)).as("only what is December's").isEqualTo(spent(1));
            }
        }
    }

    @Test
    void clock_goesBack_givesNothingBack() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            try (TestGateway gateway = start(upstream)) {
                ask(gateway);
                ask(gateway);
                now.set(NOVEMBER.plus(Duration.ofMinutes(11)));
                ask(gateway);
                ask(gateway);
                now.set(NOVEMBER.plus(Duration.ofMinutes(1)));
                assertThat(ask(gateway)).as("November is spent").isEqualTo(402);
                now.set(NOVEMBER.minus(Duration.ofDays(60)));
                assertThat(ask(gateway))
                        .as("so it is in September, as far as is kept")
                        .isEqualTo(402);
                now.set(NOVEMBER.plus(Duration.ofMinutes(12)));
                assertThat(ask(gateway)).as("December is spent").isEqualTo(402);
            }
            now.set(NOVEMBER.plus(Duration.ofMinutes(2)));
            try (TestGateway gateway = start(upstream)) {
                assertThat(state(gateway))
                        .as("restarted with the clock set back")
                        .isEqualTo(spent(2));
                assertThat(ask(gateway)).isEqualTo(402);
                now.set(NOVEMBER.plus(Duration.ofMinutes(13)));
                assertThat(state(gateway).gone()).as("December comes again").isEqualTo(2 * CALL);
                assertThat(ask(gateway)).isEqualTo(402);
            }
        }
    }

    @Test
    void call_thatCrossesMidnight_isCountedWhereItBegan() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    now.set(NOVEMBER.plus(Duration.ofMinutes(11)));
                    connection.answer(200, "application/json", Stage.ANSWER);
                });
                TestGateway gateway = start(upstream)) {
            assertThat(ask(gateway)).isEqualTo(200);
            assertThat(gateway.nextRecord().time()).isEqualTo(NOVEMBER);
            assertThat(state(gateway)).as("December").isEqualTo(NOTHING);
            now.set(NOVEMBER);
            assertThat(state(gateway)).as("November").isEqualTo(spent(1));
        }
    }
}

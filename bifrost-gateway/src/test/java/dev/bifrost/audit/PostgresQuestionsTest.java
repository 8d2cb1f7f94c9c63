package dev.bifrost.audit;

import dev.bifrost.testing.Postgres;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Timeout;

/** PostgreSQL answers the same questions in the same way. */
@Timeout(120)
class PostgresQuestionsTest extends CallQuestionsTest {
    @Override
    Sink make(InstantSource clock) {
        return new PostgresSink(
                Trail.settings(Postgres.url(Postgres.create())),
                AuditSettings.standard(),
                clock,
                _ -> {},
                Duration.ofSeconds(20));
    }
}

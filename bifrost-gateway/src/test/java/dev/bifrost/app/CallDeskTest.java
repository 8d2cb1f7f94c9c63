package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Refusal;
import dev.bifrost.audit.SinkFailure;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class CallDeskTest {
    private static String told(SQLException cause) {
        try {
            String _ = CallDesk.<String>answered(() -> {
                throw new SinkFailure(SinkFailure.Kind.UNREACHABLE, "db: " + cause.getMessage(), cause);
            });
            throw new AssertionError("it answered");
        } catch (Refusal refusal) {
            return refusal.failure().message();
        }
    }

    /** Whoever narrows a range because the database is down looks in the wrong place. */
    @Test
    void answered_failure_advisesToNarrowTheRangeOnlyIfTheQuestionTookTooLong() {
        assertThat(told(new SQLException("cancelled", "57014"))).contains("narrow the range");
        assertThat(told(new SQLException("connection refused", "08001")))
                .contains("connection refused")
                .doesNotContain("narrow");
        assertThat(told(new SQLException("the server shuts down", "57P01"))).doesNotContain("narrow");
    }
}

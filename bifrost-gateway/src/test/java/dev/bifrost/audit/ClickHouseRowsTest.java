package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.journal.ChainOf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What would stop the entries behind it. */
class ClickHouseRowsTest {
    @Test
    void of_callOfANewerRelease_isKeptWithoutColumns() {
        String newer = "{\"v\":1,\"kind\":\"call\",\"record\":{\"started\":\"in the year of the cat\"}}";
        var placed = new ChainOf(new UUID(1, 2)).other(newer);

        String row = new String(ClickHouseRows.of(List.of(placed), Instant.EPOCH), StandardCharsets.UTF_8);

        assertThat(row).contains("\"kind\":\"call\"", "year of the cat").doesNotContain("request_id");
    }
}

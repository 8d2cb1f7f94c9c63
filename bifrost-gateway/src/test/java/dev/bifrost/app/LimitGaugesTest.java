package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.quota.LeaseLog;
import dev.bifrost.quota.Owner;
import dev.bifrost.quota.OwnerLimits;
import dev.bifrost.quota.Past;
import dev.bifrost.quota.Quota;
import dev.bifrost.quota.Warnings;
import dev.bifrost.telemetry.MetricsSettings;
import dev.bifrost.telemetry.metrics.Exposition;
import dev.bifrost.telemetry.metrics.Metrics;
import dev.bifrost.telemetry.metrics.Told;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitGaugesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String LEFT = "bifrost_budget_left_dollars";

    private final Metrics metrics = new Metrics(MetricsSettings.standard());

    private Told scrape() {
        Exposition exposition = metrics.expose(null, false);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece = exposition.next(); piece != null; piece = exposition.next()) {
            all.writeBytes(piece);
        }
        return new Told(all.toString(StandardCharsets.UTF_8));
    }

    @Test
    void read_moreBudgetsThanFit_tellsThoseNearestToTheirEndAndCountsTheOthers() throws Exception {
        Quota quota = new Quota(LeaseLog.NONE, Past.NONE, List.of(), Warnings.NONE, InstantSource.fixed(NOW), () -> 1L);
        BudgetSettings ten = new BudgetSettings(BigDecimal.TEN, null, null, null, List.of(), null);
        List<OwnerLimits> limits = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            limits.add(new OwnerLimits(Owner.key("key-" + i), List.of(ten), null));
        }
        quota.configure(limits, ZoneOffset.UTC);
        quota.adjust(Owner.key("key-1199"), NOW, 9_500_000_000L);
        for (int i = 0; i < 200; i++) {
            quota.adjust(Owner.key("key-" + (900 + i)), NOW, 1_000_000_000);
        }
        metrics.read(new LimitGauges(quota, () -> limits));

        Told told = scrape();
        assertThat(told.count(LEFT)).isEqualTo(1000);
        assertThat(told.count("bifrost_budget_limit_dollars")).isEqualTo(1000);
        assertThat(told.sum(LEFT, "name=key-1199")).isEqualTo(0.5);
        for (int i = 900; i < 1100; i++) {
            assertThat(told.sum(LEFT, "name=key-" + i)).isEqualTo(9);
        }
        assertThat(told.sum("bifrost_series_overflow_total", "family=" + LEFT)).isEqualTo(200);
        assertThat(scrape().sum("bifrost_series_overflow_total", "family=" + LEFT))
                .as("a counter")
                .isEqualTo(400);
    }
}

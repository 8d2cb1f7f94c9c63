package dev.bifrost.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.testing.Seeded;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When budgets by the calendar begin anew. A gap or overlap would give somebody money twice, or never. */
class PeriodTest {
    private static final List<Per> PERIODS = List.of(Per.HOUR, Per.DAY, Per.WEEK, Per.MONTH, Per.YEAR);
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("UTC"),
            ZoneId.of("Europe/Zurich"),
            ZoneId.of("America/Havana"), // clocks change at midnight
            ZoneId.of("America/Sao_Paulo"), // and there midnight was skipped
            ZoneId.of("Australia/Lord_Howe"), // by half an hour
            ZoneId.of("Asia/Kolkata"),
            ZoneId.of("Pacific/Apia")); // a day was skipped

    @Test
    void periods_anyTimeAndZone_followEachOtherWithoutGapOrOverlap() {
        Seeded.times(20_000, random -> {
            ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
            Per per = PERIODS.get(random.nextInt(PERIODS.size()));
            long time = Instant.parse("1995-01-01T00:00:00Z").toEpochMilli() + random.nextLong(50L * 366 * 86_400_000);

            Period period = Period.of(per, zone, time);
            Period next = Period.of(per, zone, period.end());
            Period before = Period.of(per, zone, period.start() - 1);

            assertThat(period.contains(time)).isTrue();
            assertThat(next.start()).isEqualTo(period.end());
            assertThat(before.end()).isEqualTo(period.start());
            assertThat(Period.of(per, zone, period.start())).isEqualTo(period);
            assertThat(Period.of(per, zone, period.end() - 1)).isEqualTo(period);
        });
    }

    @Test
    void day_clocksChange_has23Or25Hours() {
        assertThat(period(Per.DAY, "2026-03-29T12:00:00Z")).isEqualTo("2026-03-28T23:00:00Z to 2026-03-29T22:00:00Z");
        assertThat(period(Per.DAY, "2026-10-25T12:00:00Z")).isEqualTo("2026-10-24T22:00:00Z to 2026-10-25T23:00:00Z");
    }

    @Test
    void hour_clocksChange_isAnHour() {
        assertThat(period(Per.HOUR, "2026-10-25T00:30:00Z")).isEqualTo("2026-10-25T00:00:00Z to 2026-10-25T01:00:00Z");
        assertThat(period(Per.HOUR, "2026-10-25T01:30:00Z")).isEqualTo("2026-10-25T01:00:00Z to 2026-10-25T02:00:00Z");
    }

    @Test
    void week_anyDay_beginsOnMonday() {
        assertThat(period(Per.WEEK, "2026-11-15T22:59:59Z")).isEqualTo("2026-11-08T23:00:00Z to 2026-11-15T23:00:00Z");
        assertThat(period(Per.WEEK, "2026-11-15T23:00:00Z")).startsWith("2026-11-15T23:00:00Z");
    }

    @Test
    void month_leapYear_endsAfterTheTwentyNinth() {
        assertThat(period(Per.MONTH, "2028-02-29T22:59:59Z")).isEqualTo("2028-01-31T23:00:00Z to 2028-02-29T23:00:00Z");
        assertThat(period(Per.MONTH, "2026-02-28T23:00:00Z")).startsWith("2026-02-28T23:00:00Z");
    }

    @Test
    void year_lastMoment_isStillTheOld() {
        assertThat(period(Per.YEAR, "2026-12-31T22:59:59Z")).isEqualTo("2025-12-31T23:00:00Z to 2026-12-31T23:00:00Z");
    }

    @Test
    void total_anyTime_neverEnds() {
        assertThat(Period.of(Per.TOTAL, Scene.ZURICH, 0).resets()).isNull();
        assertThat(Period.of(Per.TOTAL, Scene.ZURICH, 0).text()).isEqualTo("total");
    }

    private static String period(Per per, String time) {
        Period period = Period.of(per, Scene.ZURICH, Instant.parse(time).toEpochMilli());
        return Instant.ofEpochMilli(period.start()) + " to " + Instant.ofEpochMilli(period.end());
    }
}

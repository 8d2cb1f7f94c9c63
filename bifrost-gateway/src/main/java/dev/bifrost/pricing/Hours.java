package dev.bifrost.pricing;

import java.time.Instant;
import java.time.LocalTime;

/** A time of every day, in UTC: seconds since midnight; it may go over midnight. */
record Hours(int begin, int end) {
    private static final int DAY = 86_400;

    static Hours of(LocalTime begin, LocalTime end) {
        return new Hours(begin.toSecondOfDay(), end.toSecondOfDay());
    }

    boolean hold(Instant at) {
        int second = (int) Math.floorMod(at.getEpochSecond(), (long) DAY);
        return begin <= end ? second >= begin && second < end : second >= begin || second < end;
    }

    @Override
    public String toString() {
        return LocalTime.ofSecondOfDay(begin) + "-" + LocalTime.ofSecondOfDay(end) + "Z";
    }
}

package dev.bifrost.telemetry;

import java.time.Instant;

/** Writes times as {@code 2026-01-31T12:00:00.123Z}. Most lines share their second, which is formatted once. */
final class Timestamps {
    private long second = Long.MIN_VALUE;
    private String upToSecond = "";

    String format(Instant time) {
        if (time.getEpochSecond() != second) {
            second = time.getEpochSecond();
            String text = Instant.ofEpochSecond(second).toString();
            upToSecond = text.substring(0, text.length() - 1);
        }
        int milli = time.getNano() / 1_000_000;
        String zeros = milli < 10 ? ".00" : milli < 100 ? ".0" : ".";
        return upToSecond + zeros + milli + 'Z';
    }
}

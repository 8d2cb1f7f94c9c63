package dev.bifrost.audit.content;

import java.util.function.LongSupplier;

/** A text that a pattern can look at only until a deadline, whatever it makes of it; then {@link Overdue} is thrown. */
final class Watched implements CharSequence {
    private static final int LOOKS = 1 << 12;

    private final CharSequence text;
    private final LongSupplier nanoTime;
    private final long deadline;
    private int looks;

    Watched(CharSequence text, LongSupplier nanoTime, long deadline) {
        this.text = text;
        this.nanoTime = nanoTime;
        this.deadline = deadline;
    }

    @Override
    public char charAt(int index) {
        if (++looks >= LOOKS) {
            looks = 0;
            if (nanoTime.getAsLong() - deadline > 0) {
                throw new Overdue();
            }
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new Watched(text.subSequence(start, end), nanoTime, deadline);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

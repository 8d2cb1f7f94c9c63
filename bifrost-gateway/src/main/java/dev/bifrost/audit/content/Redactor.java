package dev.bifrost.audit.content;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes out of texts what must not be kept. Immutable; each content gets a {@link Pass} of its own. */
public final class Redactor {
    static final String MASK = "[redacted]";

    /**
     * So many characters before the place where a text breaks off are not kept, because what a pattern would have found
     * there may go on behind it.
     */
    static final int MARGIN = 4096;

    private final List<Pointer> pointers;
    private final List<Pattern> patterns;
    private final Duration patience;
    private final LongSupplier nanoTime;

    /** {@code patience}: how long the patterns may take for one content. */
    public Redactor(RedactionSettings settings, Duration patience, LongSupplier nanoTime) {
        this.pointers = settings.pointers().stream().map(Pointer::of).toList();
        this.patterns = settings.patterns().stream().map(Pattern::compile).toList();
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** Begins with one content. */
    Pass begin() {
        return new Pass(nanoTime.getAsLong() + patience.toNanos());
    }

    /** What is done to one content, by one thread. */
    final class Pass {
        private final long deadline;
        private boolean redacted;

        private Pass(long deadline) {
            this.deadline = deadline;
        }

        /** Whether anything has been taken out. */
        boolean redacted() {
            return redacted;
        }

        /** Whether all that stands at this place is to be left out; notes it if so. */
        boolean hides(List<String> place) {
            for (Pointer pointer : pointers) {
                if (pointer.leadsTo(place)) {
                    redacted = true;
                    return true;
                }
            }
            return false;
        }

        /** The same for a place, and for all that it lies in. */
        boolean hidesWithin(List<String> outer, List<String> inner) {
            List<String> place = new ArrayList<>();
            for (String segment : Stream.concat(outer.stream(), inner.stream()).toList()) {
                place.add(segment);
                if (hides(place)) {
                    return true;
                }
            }
            return false;
        }

        /** A text without what the patterns find; {@code broken} if it went on and the rest is not known. */
        String text(String text, boolean broken) {
            int end = broken && !patterns.isEmpty() ? Math.max(0, text.length() - MARGIN) : text.length();
            StringBuilder kept = new StringBuilder();
            int at = 0;
            for (Span span : spans(text)) {
                if (span.end > at && span.start < end) {
                    kept.append(text, at, Math.max(at, span.start));
                    kept.append(at <= span.start ? MASK : "");
                    at = span.end;
                    redacted = true;
                }
            }
            if (at == 0 && end == text.length()) {
                return text;
            }
            return kept.append(text, at, Math.max(at, end)).toString();
        }

        private List<Span> spans(String text) {
            List<Span> spans = new ArrayList<>();
            for (Pattern pattern : patterns) {
                Matcher matcher = pattern.matcher(new Watched(text, nanoTime, deadline));
                while (matcher.find()) {
                    if (matcher.end() > matcher.start()) {
                        spans.add(new Span(matcher.start(), matcher.end()));
                    }
                }
            }
            spans.sort(Comparator.comparingInt(Span::start));
            return spans;
        }
    }

    private record Span(int start, int end) {}
}

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
    static final String UNREADABLE = "[redacted: it is no JSON, in which what is to be left out could be found]";

    /** A form: its parts and what they hold may be encoded in any way. */
    private static final Pattern PARTS = Pattern.compile("\\s*--[^\\r\\n]{1,200}\\r?\\n");

    private static final Pattern URL_ENCODED = Pattern.compile("[A-Za-z0-9_.~%+*\\[\\]-]+=\\S*\\s*");

    /** Long enough to hold a secret; with letters of both cases and digits, as what is encoded has. */
    private static final Pattern BASE64 =
            Pattern.compile("(?:data:[^,\\s]{0,200};base64,)?[A-Za-z0-9+/_\\r\\n-]{64,}+={0,2}");

    private static final Pattern ESCAPE = Pattern.compile("\\\\+(?:u([0-9a-fA-F]{4})|/)");

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

        /** Whether a text that is no JSON can not be looked through for what must not be kept. */
        boolean cannotRead(String text) {
            boolean blind = !pointers.isEmpty()
                    || (!patterns.isEmpty()
                            && (PARTS.matcher(text).lookingAt()
                                    || URL_ENCODED.matcher(text).matches()));
            redacted |= blind;
            return blind;
        }

        /** A text without what the patterns find, and without what they can not look into; {@code broken} if it went on and the rest is not known. */
        String text(String text, boolean broken) {
            if (!patterns.isEmpty() && isEscaped(text)) {
                redacted = true;
                return MASK;
            }
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

        /** Whether patterns find more once escapes are resolved that are meant for whoever reads the text as JSON. */
        private boolean isEscaped(String text) {
            if (text.indexOf('\\') < 0) {
                return false;
            }
            String read = ESCAPE.matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            found.group(1) == null
                                    ? "/"
                                    : String.valueOf((char) Integer.parseInt(found.group(1), 16))));
            return !read.equals(text) && spans(read).size() > spans(text).size();
        }

        /** What is encoded, and so hides from patterns. */
        private void encoded(String text, List<Span> spans) {
            Matcher matcher = BASE64.matcher(new Watched(text, nanoTime, deadline));
            while (matcher.find()) {
                String found = matcher.group();
                if (found.chars().anyMatch(Character::isUpperCase)
                        && found.chars().anyMatch(Character::isLowerCase)
                        && found.chars().anyMatch(Character::isDigit)) {
                    spans.add(new Span(matcher.start(), matcher.end()));
                }
            }
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
            if (!patterns.isEmpty()) {
                encoded(text, spans);
            }
            spans.sort(Comparator.comparingInt(Span::start));
            return spans;
        }
    }

    private record Span(int start, int end) {}
}

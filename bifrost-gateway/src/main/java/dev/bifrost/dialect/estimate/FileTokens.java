package dev.bifrost.dialect.estimate;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.dialect.LongText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tokens of sound and of documents, mostly by the size of their files. */
final class FileTokens {
    /** Of a page; Anthropic says 1,500 to 3,000 (https://platform.claude.com/docs/en/build-with-claude/pdf-support). */
    private static final long PER_PAGE = 2000;

    /** A guess between a page of text, of some 20 KB, and a scanned one, of some 200 KB. */
    private static final long BYTES_PER_PAGE = 50_000;

    /** Of a document that is somewhere else. */
    private static final long PAGES_UNKNOWN = 5;

    /** OpenAI counts 10 a second (https://platform.openai.com/docs/guides/realtime-costs). */
    private static final long PER_SECOND = 10;

    /** Google counts 32 (https://ai.google.dev/gemini-api/docs/tokens). */
    private static final long PER_SECOND_GEMINI = 32;

    /** 128 kbit/s, as MP3 and its successors often have. */
    private static final long BYTES_PER_SECOND = 16_000;

    /** 24 kHz of 16 bits, OpenAI's {@code pcm16} and the usual WAV of speech. */
    private static final long BYTES_PER_SECOND_RAW = 48_000;

    private static final long SECONDS_UNKNOWN = 60;

    private FileTokens() {}

    static long of(String model, Part.Audio audio) {
        long perSecond = model.toLowerCase(Locale.ROOT).contains("gemini") ? PER_SECOND_GEMINI : PER_SECOND;
        return perSecond
                * switch (audio.source()) {
                    case Source.Data(String _, String base64) -> seconds(base64, audio.format());
                    case Source.Url _, Source.File _, Source.Plain _ -> SECONDS_UNKNOWN;
                    case null -> SECONDS_UNKNOWN;
                };
    }

    private static long seconds(String base64, String format) {
        boolean raw = format.equals("wav") || format.startsWith("pcm");
        long rate = format.equals("wav") ? waveRate(base64) : raw ? BYTES_PER_SECOND_RAW : BYTES_PER_SECOND;
        return Math.ceilDiv(bytes(base64), rate);
    }

    /** A WAV file tells its rate in its head. */
    private static long waveRate(String base64) {
        byte[] head = head(base64, 64);
        long rate = 0;
        for (int i = 31; i >= 28 && head.length > 31; i--) {
            rate = (rate << 8) | (head[i] & 0xFF);
        }
        return rate < 1000 ? BYTES_PER_SECOND_RAW : rate;
    }

    static long of(Source document) {
        return switch (document) {
            case Source.Plain(String text) -> TextTokens.of(text);
            case Source.Data(String mediaType, String base64) ->
                isText(mediaType) ? text(base64) : PER_PAGE * Math.max(1, Math.ceilDiv(bytes(base64), BYTES_PER_PAGE));
            case Source.Url _, Source.File _ -> PER_PAGE * PAGES_UNKNOWN;
        };
    }

    private static boolean isText(@Nullable String mediaType) {
        return mediaType != null && (mediaType.startsWith("text/") || mediaType.contains("json"));
    }

    private static long bytes(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return (LongText.read(base64).length() + LongText.missing(base64)) * 3 / 4 - padding;
    }

    /** What was not read of it counts like the rest. */
    private static long text(String base64) {
        String read = LongText.read(base64);
        long tokens = TextTokens.of(new String(head(read, read.length() & ~3), StandardCharsets.UTF_8));
        return Math.round(tokens * (1 + LongText.missing(base64) / (double) Math.max(1, read.length())));
    }

    /** The first bytes; none if it is no base64. */
    private static byte[] head(String base64, int length) {
        try {
            String begin = base64.length() > length ? base64.substring(0, length & ~3) : base64;
            return Base64.getDecoder().decode(begin);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }
}

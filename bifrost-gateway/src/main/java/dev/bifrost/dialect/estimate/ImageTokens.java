package dev.bifrost.dialect.estimate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tokens of a picture, by the rule of whoever made the model, as its name tells. */
final class ImageTokens {
    /** Of a picture of unknown size: as much as Claude takes for a large one. */
    static final long UNKNOWN = 1600;

    private ImageTokens() {}

    /** @param detail {@code low}, {@code high} or {@code auto}; null if the client does not say */
    static long of(String model, @Nullable String detail, @Nullable ImageSize size) {
        String name = model.toLowerCase(Locale.ROOT);
        boolean low = "low".equals(detail);
        if (name.contains("gemini")) {
            return size == null ? 258 : gemini(size);
        }
        if (name.contains("command-") || name.contains("cohere")) {
            return low ? 256 : size == null ? UNKNOWN : cohere(detail, size);
        }
        if (name.contains("gpt") || name.matches("(.*/)?o[0-9].*")) {
            return low ? 85 : size == null ? UNKNOWN : openAi(size);
        }
        return size == null ? UNKNOWN : claude(size);
    }

    /** 85 and 170 for each tile (https://platform.openai.com/docs/guides/images-vision#calculating-costs). */
    private static long openAi(ImageSize size) {
        double shrunk = Math.min(1, 2048.0 / Math.max(size.width(), size.height()));
        double shorter = Math.min(size.width(), size.height()) * shrunk;
        return 85 + 170 * tiles(size, shrunk * Math.min(1, 768 / shorter), 512);
    }

    /**
     * A token for each patch of 28 pixels, of a picture that is shrunk to 1568 of them and 1568 pixels a side
     * (https://platform.claude.com/docs/en/build-with-claude/vision); before, Anthropic's rule was width × height / 750,
     * which is nearly the same.
     */
    private static long claude(ImageSize size) {
        double sides = 1568.0 / Math.max(size.width(), size.height());
        double area = Math.sqrt(1568.0 * 28 * 28 / ((double) size.width() * size.height()));
        return Math.min(1568, tiles(size, Math.min(1, Math.min(sides, area)), 28));
    }

    /** 258 for a small picture, or for each tile (https://ai.google.dev/gemini-api/docs/tokens). */
    private static long gemini(ImageSize size) {
        boolean small = size.width() <= 384 && size.height() <= 384;
        return small ? 258 : 258 * tiles(size, 1, 768);
    }

    /** 256 for each tile, and for a preview (https://docs.cohere.com/docs/image-inputs). */
    private static long cohere(@Nullable String detail, ImageSize size) {
        if (!"high".equals(detail) && Math.max(size.width(), size.height()) <= 768) {
            return 256;
        }
        double longer = 2048.0 / Math.max(size.width(), size.height());
        double shorter = 1536.0 / Math.min(size.width(), size.height());
        return 256 + 256 * tiles(size, Math.min(1, Math.min(longer, shorter)), 512);
    }

    /** How many squares cover the picture when it is scaled. */
    private static long tiles(ImageSize size, double scale, int side) {
        // A hair less, so that an edge that is scaled to fit does not spill over.
        long across = (long) Math.ceil(size.width() * scale / side - 1e-6);
        long down = (long) Math.ceil(size.height() * scale / side - 1e-6);
        return Math.max(1, across) * Math.max(1, down);
    }
}

package dev.bifrost.dialect.estimate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How large a picture is, by the head of its file: PNG, JPEG, GIF or WebP. */
record ImageSize(int width, int height) {
    /** A JPEG may have a preview and a colour profile before its size; further in nobody looks. */
    private static final int LONGEST_HEAD = 256 * 1024;

    private static final int SHORTEST_HEAD = 30;

    /** Null if it is none of these, or broken. */
    static @Nullable ImageSize of(String base64) {
        int length = Math.min(base64.length(), LONGEST_HEAD) & ~3;
        byte[] head;
        try {
            head = Base64.getDecoder().decode(base64.substring(0, length));
        } catch (IllegalArgumentException _) {
            return null;
        }
        return head.length < SHORTEST_HEAD ? null : checked(of(ByteBuffer.wrap(head)));
    }

    private static @Nullable ImageSize checked(@Nullable ImageSize size) {
        boolean likely = size != null && isLikely(size.width) && isLikely(size.height);
        return likely ? size : null;
    }

    private static boolean isLikely(int pixels) {
        return pixels > 0 && pixels <= 0xFFFF;
    }

    private static @Nullable ImageSize of(ByteBuffer head) {
        if (head.getLong(0) == 0x89504E470D0A1A0AL) {
            return new ImageSize(head.getInt(16), head.getInt(20));
        }
        if (word(head, 0, 3).equals("GIF")) {
            head.order(ByteOrder.LITTLE_ENDIAN);
            return new ImageSize(head.getShort(6) & 0xFFFF, head.getShort(8) & 0xFFFF);
        }
        if (word(head, 0, 4).equals("RIFF") && word(head, 8, 4).equals("WEBP")) {
            return webp(head.order(ByteOrder.LITTLE_ENDIAN));
        }
        return (head.getShort(0) & 0xFFFF) == 0xFFD8 ? jpeg(head) : null;
    }

    private static String word(ByteBuffer head, int at, int length) {
        byte[] word = new byte[length];
        head.get(at, word);
        return new String(word, StandardCharsets.ISO_8859_1);
    }

    /** See https://developers.google.com/speed/webp/docs/riff_container. */
    private static @Nullable ImageSize webp(ByteBuffer head) {
        return switch (word(head, 12, 4)) {
            case "VP8 " -> new ImageSize(head.getShort(26) & 0x3FFF, head.getShort(28) & 0x3FFF);
            case "VP8L" -> {
                int bits = head.getInt(21);
                yield new ImageSize((bits & 0x3FFF) + 1, ((bits >>> 14) & 0x3FFF) + 1);
            }
            case "VP8X" -> new ImageSize((head.getInt(24) & 0xFFFFFF) + 1, (head.getInt(26) >>> 8) + 1);
            default -> null;
        };
    }

    /** Segments, each a marker and its length, until one that begins a frame. */
    private static @Nullable ImageSize jpeg(ByteBuffer head) {
        int at = 2;
        while (at + 9 <= head.limit() && (head.get(at) & 0xFF) == 0xFF) {
            int marker = head.get(at + 1) & 0xFF;
            if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                return new ImageSize(head.getShort(at + 7) & 0xFFFF, head.getShort(at + 5) & 0xFFFF);
            }
            // A fill byte stands alone.
            at += marker == 0xFF ? 1 : 2 + (head.getShort(at + 2) & 0xFFFF);
        }
        return null;
    }
}

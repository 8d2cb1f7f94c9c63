package dev.bifrost.dialect.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.bifrost.testing.Seeded;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSizeTest {

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif"})
    void of_files_isTheirSize(String format) throws IOException {
        assertThat(ImageSize.of(base64(picture(format)))).isEqualTo(new ImageSize(321, 45));
    }

    /** Heads as libwebp writes them. */
    @ParameterizedTest
    @CsvSource({
        "52494646 00000000 57454250 56503820 00000000 300100 9d012a 4101 2d00, 321, 45",
        "52494646 00000000 57454250 5650384c 00000000 2f 40010b00 0000000000, 321, 45",
        "52494646 00000000 57454250 56503858 0a000000 00000000 400100 2c0000, 321, 45",
    })
    void of_webp_isItsSize(String hex, int width, int height) {
        byte[] head = Arrays.copyOf(HexFormat.of().parseHex(hex.replace(" ", "")), 40);

        assertThat(ImageSize.of(base64(head))).isEqualTo(new ImageSize(width, height));
    }

    @Test
    void of_jpegWithPreview_isItsOwnSize() throws IOException {
        byte[] plain = picture("jpg");
        byte[] head = HexFormat.of().parseHex("ffd8ffe17002");
        byte[] with = Arrays.copyOf(head, plain.length + 0x7004);
        System.arraycopy(plain, 2, with, 0x7004 + 2 - 2 + 2, plain.length - 2 - 2);

        assertThat(ImageSize.of(base64(with))).isEqualTo(new ImageSize(321, 45));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no base64", "AAAA", "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQ="})
    void of_somethingElse_isUnknown(String base64) {
        assertThat(ImageSize.of(base64)).isNull();
    }

    @Test
    void of_broken_isUnknownOrSomeSize() throws IOException {
        for (String format : new String[] {"png", "jpg", "gif"}) {
            byte[] file = picture(format);
            Seeded.times(500, random -> {
                byte[] broken = Arrays.copyOf(file, random.nextInt(file.length + 1));
                for (int i = random.nextInt(20); i > 0 && broken.length > 0; i--) {
                    broken[random.nextInt(Math.min(broken.length, 64))] = (byte) random.nextInt(256);
                }
                assertThatCode(() -> ImageSize.of(base64(broken))).doesNotThrowAnyException();
            });
        }
    }

    private static byte[] picture(String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(321, 45, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

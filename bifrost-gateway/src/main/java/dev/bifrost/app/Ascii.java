package dev.bifrost.app;

/** Any text in printable characters of ASCII, as some databases hold no others: the rest as in Java, such as {@code \\u00e4}. */
final class Ascii {
    private Ascii() {}

    static String write(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each >= ' ' && each <= '~' && each != '\\') {
                ascii.append(each);
            } else {
                ascii.append('\\').append('u').append(Integer.toHexString(0x10000 | each), 1, 5);
            }
        }
        return ascii.toString();
    }

    static String read(String ascii) {
        StringBuilder text = new StringBuilder(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            if (ascii.charAt(i) == '\\' && i + 6 <= ascii.length()) {
                text.append((char) Integer.parseInt(ascii, i + 2, i + 6, 16));
                i += 5;
            } else {
                text.append(ascii.charAt(i));
            }
        }
        return text.toString();
    }
}

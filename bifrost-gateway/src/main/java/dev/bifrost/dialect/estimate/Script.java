package dev.bifrost.dialect.estimate;

/**
 * How many tokens a character takes that is no ASCII and no Latin letter. Tokenizers differ most here: the figures lie
 * between OpenAI's o200k_base, one of the densest, and its older cl100k_base, measured on Article 1 of the Universal
 * Declaration of Human Rights in each language.
 */
final class Script {
    private Script() {}

    static double tokens(int character) {
        if (character >= 0x1F000 && !Character.isIdeographic(character)) {
            return 2.5; // emoji
        }
        return switch (Character.UnicodeScript.of(character)) {
            case CYRILLIC -> 0.34;
            case GREEK -> 0.57;
            case ARABIC, SYRIAC -> 0.54;
            case HEBREW -> 0.63;
            case DEVANAGARI, BENGALI, GURMUKHI, GUJARATI, ORIYA, TAMIL, TELUGU, KANNADA, MALAYALAM, SINHALA -> 0.53;
            case THAI, LAO, KHMER, MYANMAR, TIBETAN -> 0.7;
            case HAN -> 1.05;
            case HIRAGANA, KATAKANA -> 0.85;
            case HANGUL -> 0.75;
            case COMMON -> symbol(character);
            case INHERITED -> 0.5;
            default -> 1;
        };
    }

    /** Arrows, pictures and drawn lines take more than the quotes and dashes of running text. */
    private static double symbol(int character) {
        return character >= 0x2190 && character < 0x2C00 ? 2 : 1;
    }
}

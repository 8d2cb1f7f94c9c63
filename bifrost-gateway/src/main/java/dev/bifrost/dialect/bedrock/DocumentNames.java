package dev.bifrost.dialect.bedrock;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of documents that Bedrock accepts, each once in a request: letters, digits, hyphens, parentheses, square
 * brackets and single spaces (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html).
 */
final class DocumentNames {
    /** Was the limit before it became 200; leaves room for a number. */
    private static final int LONGEST = 60;

    private final Set<String> taken = new HashSet<>();

    /** A name like that. */
    String of(@Nullable String wanted) {
        String clean = clean(wanted == null ? "" : withoutEnding(wanted));
        String base = clean.isEmpty() ? "document" : clean;
        String name = base;
        for (int i = 2; !taken.add(name); i++) {
            name = base + " " + i;
        }
        return name;
    }

    private static String withoutEnding(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && name.length() - dot <= 5 ? name.substring(0, dot) : name;
    }

    private static String clean(String name) {
        String clean = name.replaceAll("[^a-zA-Z0-9\\-()\\[\\] ]", " ")
                .replaceAll(" +", " ")
                .strip();
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST).strip();
    }
}

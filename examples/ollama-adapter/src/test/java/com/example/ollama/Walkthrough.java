package com.example.ollama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Reads docs/adding-a-provider.md. */
final class Walkthrough {
    private Walkthrough() {}

    static String page() throws IOException {
        return Files.readString(Path.of("..", "..", "docs", "adding-a-provider.md"));
    }

    /** What it shows in that language. */
    static List<String> blocks(String language) throws IOException {
        return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(page())
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}

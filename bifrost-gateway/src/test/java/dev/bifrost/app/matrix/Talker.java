package dev.bifrost.app.matrix;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A client's official SDK, holding the conversation of the matrix: a question, a tool call, its result, an answer. */
interface Talker extends AutoCloseable {

    /** What a client learns from one answer. {@code thought} is null if the answer showed none. */
    record Heard(
            String text,
            @Nullable String thought,
            @Nullable String toolId,
            @Nullable String toolName,
            @Nullable String toolArguments,
            String stop,
            long promptTokens,
            long cachedTokens,
            long completionTokens) {}

    /** As in the table. */
    String name();

    /** What it calls the end of an answer that waits for a tool, and of one that is done. */
    String stopForTool();

    String stopWhenDone();

    /** Asks with one tool. */
    Heard ask(boolean stream) throws IOException;

    /** Sends the first answer back with the tool's result, which is a picture and a text or an error. */
    Heard answerTool(boolean stream, String result) throws IOException;

    @Override
    void close();
}

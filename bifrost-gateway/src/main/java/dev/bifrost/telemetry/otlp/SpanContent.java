package dev.bifrost.telemetry.otlp;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.json.Json;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a call asked and was answered, as the conventions want it in a span: each a JSON document in a string, of bounded
 * length.
 *
 * @param input   {@code gen_ai.input.messages}
 * @param output  {@code gen_ai.output.messages}
 * @param system  {@code gen_ai.system_instructions}: those that the client gives apart from the messages
 * @param tools   {@code gen_ai.tool.definitions}
 * @param missing what of it is missing, and in one word why; empty if nothing is
 * @param cut     whether some of it was too long
 * @param redacted whether something was taken out
 */
public record SpanContent(
        @Nullable String input,
        @Nullable String output,
        @Nullable String system,
        @Nullable String tools,
        String missing,
        boolean cut,
        boolean redacted) {
    /** Characters of the messages of each side. */
    static final int MOST_OF_MESSAGES = 512 << 10;
    /** Characters of what frames them. */
    static final int MOST_AROUND = 128 << 10;

    private static final SpanContent NO_ROOM = new SpanContent(null, null, null, null, "no_room", false, false);

    /** Says that there was no room for it. */
    static SpanContent noRoom() {
        return NO_ROOM;
    }

    /** Whether a text within a text says the same to whoever reads only the outer one: it has no {@code \}{@code u} and no {@code \/}. */
    public static boolean plain(String text) {
        return !text.contains("\\u") && !text.contains("\\/");
    }

    /** Characters that it takes. */
    long size() {
        return length(input) + length(output) + length(system) + length(tools);
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    void put(AttributesBuilder attributes) {
        attributes.put(Conventions.INPUT_MESSAGES, input);
        attributes.put(Conventions.OUTPUT_MESSAGES, output);
        attributes.put(Conventions.SYSTEM_INSTRUCTIONS, system);
        attributes.put(Conventions.TOOL_DEFINITIONS, tools);
        if (!missing.isEmpty()) {
            attributes.put(Conventions.CONTENT_MISSING, missing);
        }
        if (cut) {
            attributes.put(Conventions.CONTENT_CUT, true);
        }
        if (redacted) {
            attributes.put(Conventions.CONTENT_REDACTED, true);
        }
    }

    /** A content in the making, by one thread. */
    public static final class Draft {
        private final TreeSet<String> missing = new TreeSet<>();
        private @Nullable String input;
        private @Nullable String output;
        private @Nullable String system;
        private @Nullable String tools;
        private boolean cut;
        private boolean redacted;

        /** What is asked. {@code apart}: the first message is no message but an instruction beside them. */
        public void asked(List<Message> messages, List<Tool> offered, boolean apart) {
            boolean instructed =
                    apart && !messages.isEmpty() && messages.getFirst().role() == Role.SYSTEM;
            if (instructed) {
                system = fitting(MessageJson.parts(messages.getFirst().parts()), MOST_AROUND);
            }
            List<Message> said = instructed ? messages.subList(1, messages.size()) : messages;
            if (!said.isEmpty()) {
                input = fitting(MessageJson.messages(said), MOST_OF_MESSAGES);
            }
            if (!offered.isEmpty()) {
                tools = fitting(MessageJson.tools(offered), MOST_AROUND);
            }
        }

        /** What is answered. */
        public void answered(List<ChatAnswer.Choice> choices) {
            output = fitting(MessageJson.answers(choices), MOST_OF_MESSAGES);
        }

        /** This could not be had: a word of ours, never of a client's. */
        public void missing(String what) {
            missing.add(what);
        }

        /** It was longer. */
        public void cut() {
            cut = true;
        }

        /** Something was taken out. */
        public void redacted() {
            redacted = true;
        }

        private @Nullable String fitting(Json.Arr list, int most) {
            String whole = list.print();
            if (whole.length() <= most) {
                return whole;
            }
            cut = true;
            return Shortening.of(list, most);
        }

        public SpanContent content() {
            return new SpanContent(input, output, system, tools, String.join(",", missing), cut, redacted);
        }
    }
}

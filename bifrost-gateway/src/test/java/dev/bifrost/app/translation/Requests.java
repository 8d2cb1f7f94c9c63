package dev.bifrost.app.translation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests of every client with a text or data, {@code @}, in every place where one can stand. */
final class Requests {
    private Requests() {}

    /** By what {@code @} stands in. */
    static Map<String, String> of(Voice voice) {
        Map<String, String> requests = new LinkedHashMap<>();
        switch (voice) {
            case CHAT -> chat(requests);
            case RESPONSES -> responses(requests);
            case MESSAGES -> messages(requests);
        }
        return requests;
    }

    private static void chat(Map<String, String> to) {
        String user = "{\"role\":\"user\",\"content\":\"Hi\"}";
        add(to, Voice.CHAT, "text", "{\"role\":\"user\",\"content\":\"@\"}");
        add(to, Voice.CHAT, "system", "{\"role\":\"system\",\"content\":\"@\"}," + user);
        part(to, "image", "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,@\"}}");
        part(to, "audio", "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"@\",\"format\":\"wav\"}}");
        part(to, "pdf", file("a.pdf", "application/pdf"));
        part(to, "text file", file("a.txt", "text/plain"));
        part(to, "json file", file("a.json", "application/json"));
        String call = user
                + ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"%s\\\"}\"}}]%s}"
                + ",{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"%s\"}";
        add(to, Voice.CHAT, "arguments", call.formatted("@", "", "12"));
        add(to, Voice.CHAT, "tool result", call.formatted("Bern", "", "@"));
        for (String format : List.of("anthropic-claude-v1", "openai-responses-v1", "google-gemini-v1")) {
            String sealed =
                    ",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm\",\"signature\":\"@\",\"format\":\""
                            + format + "\",\"index\":0}]";
            add(to, Voice.CHAT, format, call.formatted("Bern", sealed, "12"));
        }
        String signed =
                ",\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"id\":\"call_1\",\"data\":\"@\",\"format\":\"google-gemini-v1\",\"index\":0}]";
        add(to, Voice.CHAT, "signed call", call.formatted("Bern", signed, "12"));
    }

    private static String file(String name, String type) {
        return "{\"type\":\"file\",\"file\":{\"filename\":\"" + name + "\",\"file_data\":\"data:" + type
                + ";base64,@\"}}";
    }

    private static void part(Map<String, String> to, String what, String part) {
        add(
                to,
                Voice.CHAT,
                what,
                "{\"role\":\"user\",\"content\":[" + part + ",{\"type\":\"text\",\"text\":\"Look.\"}]}");
    }

    private static void messages(Map<String, String> to) {
        String user = "{\"role\":\"user\",\"content\":[%s]}";
        add(to, Voice.MESSAGES, "text", user.formatted("{\"type\":\"text\",\"text\":\"@\"}"));
        add(to, Voice.MESSAGES, "image", user.formatted(source("image", "base64", "image/png")));
        add(to, Voice.MESSAGES, "pdf", user.formatted(source("document", "base64", "application/pdf")));
        add(to, Voice.MESSAGES, "text document", user.formatted(source("document", "text", "text/plain")));
        String call = user.formatted("{\"type\":\"text\",\"text\":\"Hi\"}")
                + ",{\"role\":\"assistant\",\"content\":[%s{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{\"city\":\"%s\"}}]}"
                + ",{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}]}";
        add(to, Voice.MESSAGES, "input", call.formatted("", "@", "12"));
        add(to, Voice.MESSAGES, "tool result", call.formatted("", "Bern", "@"));
        for (String seal : List.of("@", "bf1.openai.@", "bf1.gemini.@")) {
            String thought = "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"" + seal + "\"},";
            add(to, Voice.MESSAGES, "thought " + seal, call.formatted(thought, "Bern", "12"));
        }
        String redacted = "{\"type\":\"redacted_thinking\",\"data\":\"@\"},";
        add(to, Voice.MESSAGES, "redacted", call.formatted(redacted, "Bern", "12"));
    }

    private static String source(String type, String kind, String media) {
        return "{\"type\":\"" + type + "\",\"source\":{\"type\":\"" + kind + "\",\"media_type\":\"" + media
                + "\",\"data\":\"@\"}},{\"type\":\"text\",\"text\":\"Look.\"}";
    }

    private static void responses(Map<String, String> to) {
        String user = "{\"role\":\"user\",\"content\":[%s]}";
        add(to, Voice.RESPONSES, "text", user.formatted("{\"type\":\"input_text\",\"text\":\"@\"}"));
        add(
                to,
                Voice.RESPONSES,
                "image",
                user.formatted("{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,@\"}"));
        for (String file :
                List.of("a.pdf\",\"file_data\":\"data:application/pdf", "a.txt\",\"file_data\":\"data:text/plain")) {
            add(
                    to,
                    Voice.RESPONSES,
                    file.substring(0, 5),
                    user.formatted("{\"type\":\"input_file\",\"filename\":\"" + file + ";base64,@\"}"));
        }
        String call = user.formatted("{\"type\":\"input_text\",\"text\":\"Hi\"}")
                + "%s,{\"type\":\"function_call\",\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"%s\\\"}\"}"
                + ",{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"%s\"}";
        add(to, Voice.RESPONSES, "arguments", call.formatted("", "@", "12"));
        add(to, Voice.RESPONSES, "output", call.formatted("", "Bern", "@"));
        for (String seal : List.of(
                "@", "bf1.anthropic.@", "bf1.gemini.@", "bf1.gemini+call.Y2FsbF8x.@", "bf1.anthropic+redacted.@")) {
            String thought =
                    ",{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"hm\"}],\"encrypted_content\":\""
                            + seal + "\"}";
            add(to, Voice.RESPONSES, "thought " + seal, call.formatted(thought, "Bern", "12"));
        }
    }

    private static void add(Map<String, String> to, Voice voice, String what, String messages) {
        to.put(what, voice.body("m", false, "[" + messages + "]"));
    }
}

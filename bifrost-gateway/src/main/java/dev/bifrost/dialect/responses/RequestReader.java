package dev.bifrost.dialect.responses;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request of a client.
 * https://platform.openai.com/docs/api-reference/responses/create
 */
final class RequestReader {
    private static final String LOGPROBS = "message.output_text.logprobs";
    private static final String SAFETY_IDENTIFIER = "safety_identifier";
    private static final String SEALS = "reasoning.encrypted_content";
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private final Fields request;
    private final List<String> unread = new ArrayList<>();
    private final Map<String, Json> extra = new LinkedHashMap<>();

    RequestReader(Json.Obj body) {
        this.request = new Fields(body, "");
    }

    ChatRequest read() throws Refusal {
        String model = request.needText("model");
        refuseState();
        List<Message> messages = new InputReader(unread).read(request);
        ToolReader tools = new ToolReader(unread);
        boolean stream = Boolean.TRUE.equals(request.bool("stream"));
        streamOptions();
        return new ChatRequest(
                ResponsesClient.NAME,
                model,
                messages,
                tools.tools(request),
                tools.choice(request),
                request.bool("parallel_tool_calls"),
                text(tools),
                reasoning(),
                sampling(),
                stream,
                stream,
                user(),
                metadata(),
                request.text("service_tier"),
                extra(),
                unread);
    }

    private Json.@Nullable Obj metadata() throws Refusal {
        Fields metadata = request.object("metadata");
        return metadata == null ? null : metadata.json();
    }

    /** What nobody has asked for by now, beside what has been put aside. */
    private Map<String, Json> extra() {
        request.others((name, value) -> {
            boolean silent = name.equals("truncation") && value.equals(new Json.Str("disabled"));
            if (!silent) {
                extra.put(name, value);
            }
        });
        return extra;
    }

    /** OpenAI wants {@code safety_identifier} in place of {@code user}; a client that sends both means both. */
    private @Nullable String user() throws Refusal {
        if (request.has("user")) {
            return request.text("user");
        }
        String identifier = request.text(SAFETY_IDENTIFIER);
        if (identifier != null) {
            extra.put(SAFETY_IDENTIFIER, new Json.Str(identifier));
        }
        return identifier;
    }

    /** Whether the client names the user only in its safety identifier. */
    static boolean isSafetyIdentifier(ChatRequest request) {
        String user = request.user();
        return user != null && new Json.Str(user).equals(request.extra().get(SAFETY_IDENTIFIER));
    }

    /** What needs a memory, which only a provider with this API of its own has. */
    private void refuseState() throws Refusal {
        for (String name : List.of("previous_response_id", "conversation", "prompt")) {
            if (request.has(name)) {
                throw state(name, "'" + name + "'");
            }
        }
        if (Boolean.TRUE.equals(request.bool("background"))) {
            throw state("background", "'background: true'");
        }
        if (Boolean.TRUE.equals(request.bool("store"))) {
            throw state("store", "'store: true'");
        }
    }

    private Refusal state(String name, String said) {
        return request.unsupported(
                name,
                said + " works only with providers that have a Responses API of their own and keep state; the model"
                        + " asked for is not at one. Leave it out and send the whole conversation in 'input'.");
    }

    private @Nullable OutputFormat text(ToolReader reader) throws Refusal {
        Fields text = request.object("text");
        OutputFormat format = reader.format(text);
        if (text != null) {
            String verbosity = text.text("verbosity");
            if (verbosity != null) {
                // the name that it has in chat completions
                extra.put("verbosity", new Json.Str(verbosity));
            }
            text.others(unread);
        }
        return format;
    }

    private @Nullable Reasoning reasoning() throws Refusal {
        Fields reasoning = request.object("reasoning");
        if (reasoning == null) {
            return null;
        }
        String effort = reasoning.text("effort");
        String summary = reasoning.text("summary");
        String older = reasoning.text("generate_summary");
        reasoning.others(unread);
        summary = summary == null ? older : summary;
        if (effort != null) {
            if (!EFFORTS.contains(effort)) {
                throw reasoning.wrongValue("effort", effort, EFFORTS);
            }
            return Reasoning.ofEffort(effort, summary);
        }
        return summary == null ? null : new Reasoning(Reasoning.Mode.ADAPTIVE, null, null, summary);
    }

    private Sampling sampling() throws Refusal {
        List<String> include = new ArrayList<>(request.texts("include"));
        boolean logprobs = include.remove(LOGPROBS);
        include.remove(SEALS); // they are always given
        if (!include.isEmpty()) {
            extra.put("include", Json.Arr.of(include));
        }
        Long top = request.integer("top_logprobs");
        return new Sampling(
                request.number("temperature"),
                request.number("top_p"),
                null,
                request.integer("max_output_tokens"),
                List.of(),
                null,
                null,
                null,
                null,
                logprobs ? true : null,
                logprobs ? top : null,
                null);
    }

    /** Obfuscation pads events so that their lengths tell nothing; events of ours are not padded. */
    private void streamOptions() throws Refusal {
        Fields options = request.object("stream_options");
        if (options != null) {
            if (Boolean.TRUE.equals(options.bool("include_obfuscation"))) {
                unread.add(options.path("include_obfuscation"));
            }
            options.others(unread);
        }
    }
}

package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.json.Json;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request says beside the conversation: its class of service, notes for the log, and Bedrock's own fields. */
final class RequestExtras {
    private static final String ADDITIONAL = "additionalModelRequestFields";
    private static final String METADATA = "requestMetadata";
    private static final String BETA = "anthropic_beta";
    /** Bedrock's own, which a client may send as they are. */
    private static final Set<String> OWN = Set.of(
            "guardrailConfig",
            "additionalModelResponseFieldPaths",
            "promptVariables",
            "performanceConfig",
            METADATA,
            ADDITIONAL,
            BETA);

    private static final Set<String> MERGED = Set.of(METADATA, ADDITIONAL, BETA);

    private static final int MOST_NOTES = 16;
    /** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
    private static final Pattern NOTE = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,\\-.]{1,256}");

    private RequestExtras() {}

    /** @param additional the vendor's own fields; the client's come before ours */
    static void write(Translation translation, Json.Obj additional, Json.Obj body) {
        ChatRequest request = translation.request();
        serviceTier(translation, body);
        Json.Obj notes = notes(translation);
        Json.Obj carried = new Json.Obj();
        request.carryExtra(OWN, carried, translation.losses());
        Json.Obj own = carried.object(ADDITIONAL);
        if (own != null) {
            own.members().forEach(additional::put);
        }
        if (translation.model().isClaude()) {
            additional.put(BETA, carried.get(BETA));
        } else {
            translation.losses().addIf(carried.has(BETA), BETA);
        }
        Json.Obj ownNotes = carried.object(METADATA);
        if (ownNotes != null) {
            ownNotes.members().forEach(notes::put);
        }
        body.put(ADDITIONAL, additional.isEmpty() ? null : additional);
        body.put(METADATA, notes.isEmpty() ? null : notes);
        carried.members().forEach((name, value) -> {
            if (!MERGED.contains(name)) {
                body.put(name, value);
            }
        });
    }

    private static void serviceTier(Translation translation, Json.Obj body) {
        String asked = translation.request().serviceTier();
        String tier = switch (asked) {
            case "default", "standard", "standard_only" -> "default";
            case "flex", "priority", "reserved" -> asked;
            case null, default -> null;
        };
        translation.losses().addIf(asked != null && tier == null && !asked.equals("auto"), "service_tier");
        body.put("serviceTier", tier == null ? null : new Json.Obj().put("type", tier));
    }

    /** The client's notes, as far as Bedrock takes them; who the user is, is one of them. */
    private static Json.Obj notes(Translation translation) {
        Json.Obj notes = new Json.Obj();
        Json.Obj metadata = translation.request().metadata();
        for (Map.Entry<String, Json> note : metadata == null
                ? Map.<String, Json>of().entrySet()
                : metadata.members().entrySet()) {
            boolean added = note.getValue() instanceof Json.Str(String value) && add(notes, note.getKey(), value);
            translation.losses().addIf(!added, "metadata");
        }
        String user = translation.request().user();
        translation.losses().addIf(user != null && !add(notes, "user_id", user), "user");
        return notes;
    }

    private static boolean add(Json.Obj notes, String name, @Nullable String value) {
        boolean fits = value != null
                && notes.members().size() < MOST_NOTES
                && !notes.has(name)
                && NOTE.matcher(name).matches()
                && NOTE.matcher(value).matches();
        if (fits) {
            notes.put(name, value);
        }
        return fits;
    }
}

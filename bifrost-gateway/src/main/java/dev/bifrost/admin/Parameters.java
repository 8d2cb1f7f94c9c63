package dev.bifrost.admin;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.settings.Spelling;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, each given once; {@code label:NAME} among them where that is allowed. */
public final class Parameters {
    private static final String LABEL = "label:";

    private final Map<String, String> values = new LinkedHashMap<>();

    private Parameters() {}

    /** Throws if there is one that is not among these, or one twice. */
    public static Parameters read(@Nullable String query, List<String> known, boolean labels) throws Refusal {
        Parameters parameters = new Parameters();
        for (String each : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = each.indexOf('=');
            String name = decoded(equals < 0 ? each : each.substring(0, equals));
            boolean label = labels && name.startsWith(LABEL) && name.length() > LABEL.length();
            if (!label && !known.contains(name)) {
                throw wrong(name, "'" + name + "' is no parameter of this" + hint(name, known));
            }
            if (parameters.values.put(name, equals < 0 ? "" : decoded(each.substring(equals + 1))) != null) {
                throw wrong(name, "'" + name + "' is given twice");
            }
        }
        return parameters;
    }

    /** Those of a command. */
    public static Parameters of(Map<String, String> given) {
        Parameters parameters = new Parameters();
        parameters.values.putAll(given);
        return parameters;
    }

    private static String hint(String name, List<String> known) {
        String nearest = Spelling.hint(name, known);
        return nearest.isEmpty() ? "; there are " + String.join(", ", known) : nearest;
    }

    /** Null if it is not given. */
    public @Nullable String get(String name) {
        return values.get(name);
    }

    /** Values by the names of labels. */
    public Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(LABEL)) {
                labels.put(name.substring(LABEL.length()), value);
            }
        });
        return Collections.unmodifiableMap(labels);
    }

    /** The answer to a parameter that makes no sense. */
    public static Refusal wrong(String name, String message) {
        return new Refusal(new Failure.InvalidRequest(message, name, "invalid_request"));
    }

    static String decoded(String text) throws Refusal {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Refusal(new Failure.InvalidRequest("The path or the query is not encoded as it must be"));
        }
    }
}

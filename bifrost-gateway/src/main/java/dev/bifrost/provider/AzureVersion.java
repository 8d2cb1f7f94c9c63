package dev.bifrost.provider;

import dev.bifrost.api.Operation;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code api_version} makes of Azure's surfaces. Without one, or with {@code v1}, the deployment stands in the body;
 * with a date it stands in the path. https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
 */
final class AzureVersion {
    private static final String V1 = "/openai/v1";
    private static final Pattern DATED = Pattern.compile("20[2-9][0-9]-[01][0-9]-[0-3][0-9](-preview)?");
    private static final Set<String> UNDATED = Set.of("v1", "preview", "latest");

    /** The first version with the Responses API; only previews have it. */
    private static final String RESPONSES = "2025-03-01";

    private AzureVersion() {}

    static boolean valid(String version) {
        return UNDATED.contains(version) || DATED.matcher(version).matches();
    }

    static Offer apply(Offer offer, String version) {
        if (version.equals("v1")) {
            return offer;
        }
        Map<Operation, Surface> surfaces = new EnumMap<>(Operation.class);
        offer.surfaces().forEach((operation, surface) -> {
            String operationPath = surface.path();
            if (!operationPath.startsWith(V1)) {
                surfaces.put(operation, surface); // the configuration's own
                return;
            }
            String rest = operationPath.substring(V1.length());
            if (UNDATED.contains(version)) {
                surfaces.put(operation, at(surface, V1 + rest, version));
            } else if (operation != Operation.RESPONSES) {
                surfaces.put(operation, at(surface, "/openai/deployments/{model}" + rest, version));
            } else if (version.endsWith("-preview") && version.compareTo(RESPONSES) >= 0) {
                surfaces.put(operation, at(surface, "/openai" + rest, version));
            }
        });
        return offer.with(surfaces).quirky(quirks(version));
    }

    /** True if streams may be asked for their usage. */
    static boolean injectsUsage(String version) {
        return UNDATED.contains(version) || version.compareTo("2024-09") >= 0;
    }

    /** What came with which version: the changes listed at the address above, and the versions' own specifications. */
    private static Set<String> quirks(String version) {
        Set<String> quirks = new HashSet<>();
        if (!UNDATED.contains(version)) {
            if (version.compareTo("2024-12") < 0) {
                quirks.add("no_developer_role");
            }
            if (version.compareTo("2024-09") < 0) {
                quirks.add("max_tokens");
                quirks.add("no_stream_options");
                quirks.add("no_parallel_tool_calls");
            }
        }
        return quirks;
    }

    private static Surface at(Surface surface, String path, String version) {
        return new Surface(surface.dialect(), path + "?api-version=" + version);
    }
}

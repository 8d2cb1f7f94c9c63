package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.json.Json;
import java.util.Map;
import java.util.SequencedSet;

/** Names of {@code anthropic-beta} that a body needs to be understood, by what is in it. */
final class Betas {
    /** By the beginning of a tool's type. */
    private static final Map<String, String> TOOLS = Map.of(
            "computer_20241022", "computer-use-2024-10-22",
            "computer_20250124", "computer-use-2025-01-24",
            "computer_20251124", "computer-use-2025-11-24",
            "code_execution_20250522", "code-execution-2025-05-22",
            "mcp_toolset", "mcp-client-2025-11-20");

    private Betas() {}

    static void ofBody(Json.Obj body, SequencedSet<String> betas) {
        boolean toolset = false;
        for (Json.Obj tool : body.objects("tools")) {
            String type = tool.text("type", "");
            toolset |= type.equals("mcp_toolset");
            String beta = TOOLS.get(type);
            if (beta != null) {
                betas.add(beta);
            }
        }
        if (body.get("mcp_servers") != null && !toolset) {
            betas.add("mcp-client-2025-04-04");
        }
        Json.Obj context = body.object("context_management");
        if (context != null) {
            betas.add("context-management-2025-06-27");
            boolean compacts = context.objects("edits").stream()
                    .anyMatch(edit -> edit.text("type", "").startsWith("compact_"));
            if (compacts) {
                betas.add("compact-2026-01-12");
            }
        }
    }
}

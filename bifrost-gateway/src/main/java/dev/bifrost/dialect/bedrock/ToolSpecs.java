package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.FreeText;
import dev.bifrost.dialect.SchemaReferences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of tools
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolSpecification.html). A tool that takes free
 * text becomes a function of one string.
 */
final class ToolSpecs {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final int LONGEST_NAME = 64;
    /** All that Nova takes at the top of a schema (https://docs.aws.amazon.com/nova/latest/userguide/tool-use-definition.html). */
    private static final Set<String> NOVA_TOP = Set.of("type", "properties", "required");

    private static final Set<String> SAYS_LITTLE = Set.of("$schema", "$id", "title", "description");

    private final Translation translation;

    ToolSpecs(Translation translation) {
        this.translation = translation;
    }

    /** A name that stands in the history and need not come back. */
    static String usedName(String name) {
        String clean = name.replaceAll("[^a-zA-Z0-9_-]", "_");
        return clean.isEmpty() ? "_" : clean.substring(0, Math.min(clean.length(), LONGEST_NAME));
    }

    /** The definition of a tool of which only the name is known. */
    static Json.Obj unknown(String usedName) {
        return spec(usedName, null, schema(null), null);
    }

    /** The members of {@code toolConfig.tools}, cache points among them; {@code only} names those that are wanted. */
    List<Json.Obj> all(@Nullable Set<String> only) throws Refusal {
        List<Json.Obj> specs = new ArrayList<>();
        List<Tool> tools = translation.request().tools();
        for (int i = 0; i < tools.size(); i++) {
            String field = "tools[" + i + "]";
            switch (tools.get(i)) {
                case Tool.Function tool when only == null || only.contains(tool.name()) -> function(tool, field, specs);
                case Tool.Custom tool when only == null || only.contains(tool.name()) -> custom(tool, field, specs);
                case Tool.Opaque tool when tool.dialect().equals("bedrock") -> specs.add(tool.json());
                case Tool.WebSearch _, Tool.Opaque _ -> translation.losses().add(field);
                case Tool.Function _, Tool.Custom _ -> {
                    // not among those that are wanted
                }
            }
        }
        return specs;
    }

    private void function(Tool.Function tool, String field, List<Json.Obj> out) throws Refusal {
        boolean strict = Boolean.TRUE.equals(tool.strict());
        boolean takesStrict = StructuredOutput.isNative(translation.model());
        translation.losses().addIf(strict && !takesStrict, field + ".function.strict");
        Json.Obj schema = schema(tool.parameters(), translation, field + ".function.parameters");
        Boolean says = (strict && takesStrict) ? Boolean.TRUE : null;
        out.add(spec(checked(tool.name(), field), tool.description(), schema, says));
        if (tool.cache() != null) {
            mark(tool, field, out);
        }
    }

    private void mark(Tool.Function tool, String field, List<Json.Obj> out) {
        if (translation.model().isClaude()) {
            new ContentBlocks(translation).cache(tool.cache(), field, out);
        } else {
            translation.losses().add("cache_control");
        }
    }

    private void custom(Tool.Custom tool, String field, List<Json.Obj> out) throws Refusal {
        translation.losses().addIf(tool.format() != null, field + ".custom.format");
        Json.Obj schema = schema(FreeText.parameters(), translation, field);
        out.add(spec(checked(tool.name(), field), FreeText.description(tool), schema, null));
    }

    private static String checked(String name, String field) throws Refusal {
        if (NAME.matcher(name).matches()) {
            return name;
        }
        throw Translation.refusal(
                field + ".function.name",
                "Bedrock takes names of tools of 1 to 64 letters, digits, _ and - only; rename '" + name + "'");
    }

    static Json.Obj spec(String name, @Nullable String description, Json.Obj schema, @Nullable Boolean strict) {
        return new Json.Obj()
                .put(
                        "toolSpec",
                        new Json.Obj()
                                .put("name", name)
                                .put("description", description == null || description.isBlank() ? null : description)
                                .put("inputSchema", new Json.Obj().put("json", schema))
                                .put("strict", strict));
    }

    /** A schema whose {@code type} is {@code object}, as Bedrock demands. */
    static Json.Obj schema(Json.@Nullable Obj parameters) {
        Json.Obj given = parameters == null ? new Json.Obj() : parameters;
        if ("object".equals(given.text("type")) && given.has("properties")) {
            return given;
        }
        Json.Obj schema = new Json.Obj().put("type", "object");
        given.members().forEach((name, value) -> {
            if (!name.equals("type")) {
                schema.put(name, value);
            }
        });
        return schema.has("properties") ? schema : schema.put("properties", new Json.Obj());
    }

    /** A schema that the model takes; if that is narrower, the field is named as lost. */
    static Json.Obj schema(Json.@Nullable Obj parameters, Translation translation, String field) {
        if (parameters == null || !translation.model().is(BedrockModel.Family.NOVA)) {
            return schema(parameters);
        }
        Runnable lost = () -> translation.losses().add(field);
        return novaSchema(schema(SchemaReferences.inline(parameters, lost)), lost);
    }

    private static Json.Obj novaSchema(Json.Obj schema, Runnable lost) {
        Json.Obj top = new Json.Obj();
        for (Map.Entry<String, Json> member : schema.members().entrySet()) {
            if (NOVA_TOP.contains(member.getKey())) {
                top.put(member.getKey(), member.getValue());
            } else {
                boolean closed = member.getKey().equals("additionalProperties")
                        && member.getValue().equals(new Json.Bool(false));
                if (!closed && !SAYS_LITTLE.contains(member.getKey())) {
                    lost.run();
                }
            }
        }
        return top;
    }
}

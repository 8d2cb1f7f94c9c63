package dev.bifrost.config;

import dev.bifrost.api.settings.Describe;
import java.lang.reflect.AnnotatedElement;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema (draft 2020-12) of the configuration file, from the records into which it is read. */
public final class JsonSchema {
    private static final String REFERENCE = "\\$\\{";

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final Map<String, ObjectNode> definitions = new TreeMap<>();

    private JsonSchema() {}

    /** The schema as text, ending in a line feed; the same for the same version. */
    public static String text() {
        var schema = new JsonSchema();
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        return schema.mapper.writer().with(printer).writeValueAsString(schema.document()) + "\n";
    }

    /** Prints {@link #text()}. */
    public static void main(String[] arguments) {
        System.out.print(text());
    }

    private ObjectNode document() {
        ObjectNode document = mapper.createObjectNode();
        document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        document.put("title", "bifrost.yaml");
        Shape.Mapping root = (Shape.Mapping) new Shapes().of(GatewaySettings.class);
        document.setAll(record(root));
        document.set("type", types("object", "null"));
        ObjectNode defs = document.putObject("$defs");
        definitions.forEach(defs::set);
        return document;
    }

    private ObjectNode record(Shape.Mapping shape) {
        ObjectNode record = mapper.createObjectNode();
        record.put("type", "object");
        describe(record, shape.type());
        ObjectNode properties = record.putObject("properties");
        ArrayNode required = mapper.createArrayNode();
        for (Shape.Key key : shape.keys().values()) {
            properties.set(key.name(), property(key));
            if (key.required()) {
                required.add(key.name());
            }
        }
        if (!required.isEmpty()) {
            record.set("required", required);
        }
        return record.put("additionalProperties", false);
    }

    private ObjectNode property(Shape.Key key) {
        ObjectNode property = schema(key.shape());
        if (Binder.mayBeEmpty(key.shape()) && !key.required()) {
            property = mayBeNull(property);
        }
        describe(property, key.component());
        return property;
    }

    private ObjectNode mayBeNull(ObjectNode schema) {
        ObjectNode wrapped = mapper.createObjectNode();
        wrapped.putArray("anyOf").add(schema).addObject().put("type", "null");
        return wrapped;
    }

    private ObjectNode schema(Shape shape) {
        ObjectNode schema = mapper.createObjectNode();
        return switch (shape) {
            case Shape.Plain plain -> plain(plain);
            case Shape.Choice choice ->
                orReference(
                        schema.set("enum", mapper.valueToTree(choice.constants().keySet())));
            case Shape.Written written -> written(written);
            case Shape.ListOf list -> schema.put("type", "array").set("items", schema(list.item()));
            case Shape.MapOf map -> schema.put("type", "object").set("additionalProperties", schema(map.value()));
            case Shape.Mapping mapping -> reference(mapping);
        };
    }

    private ObjectNode plain(Shape.Plain shape) {
        ObjectNode schema = mapper.createObjectNode();
        return switch (shape) {
            case TEXT -> schema.set("type", types("string", "number", "boolean"));
            case TRUTH -> orReference(schema.put("type", "boolean"));
            case INTEGER, LONG -> orReference(schema.put("type", "integer"));
            case DOUBLE, DECIMAL -> orReference(schema.put("type", "number"));
            case DURATION -> pattern("^" + Scalars.DURATION.pattern() + "$");
            case ADDRESS -> pattern("^https?://[^\\s/]+[^\\s]*$");
            case FILE -> schema.put("minLength", 1).set("type", types("string", "number", "boolean"));
        };
    }

    private ObjectNode written(Shape.Written written) {
        if (written.pattern().isEmpty()) {
            return mapper.createObjectNode().set("type", types("string", "number", "boolean"));
        }
        ObjectNode text = pattern(written.pattern());
        if (!"1".matches(written.pattern())) {
            return text;
        }
        ObjectNode either = mapper.createObjectNode();
        either.putArray("anyOf").add(text).addObject().put("type", "integer").put("minimum", 0);
        return either;
    }

    private ObjectNode reference(Shape.Mapping mapping) {
        String name = mapping.type().getSimpleName().replaceFirst("Settings$", "");
        if (!definitions.containsKey(name)) {
            definitions.put(name, mapper.createObjectNode());
            definitions.put(name, record(mapping));
        }
        ObjectNode reference = mapper.createObjectNode().put("$ref", "#/$defs/" + name);
        if (mapping.shortForm() == null) {
            return reference;
        }
        ObjectNode either = mapper.createObjectNode();
        either.putArray("oneOf").add(written(mapping.shortForm())).add(reference);
        return either;
    }

    private ObjectNode pattern(String pattern) {
        return mapper.createObjectNode().put("type", "string").put("pattern", pattern + "|" + REFERENCE);
    }

    /** Wherever something other than text is expected, a text with a reference may give it. */
    private ObjectNode orReference(ObjectNode schema) {
        ObjectNode either = mapper.createObjectNode();
        either.putArray("anyOf").add(schema).addObject().put("type", "string").put("pattern", REFERENCE);
        return either;
    }

    private ArrayNode types(String... types) {
        ArrayNode array = mapper.createArrayNode();
        for (String type : types) {
            array.add(type);
        }
        return array;
    }

    private void describe(ObjectNode schema, AnnotatedElement element) {
        @Nullable Describe describe = element.getAnnotation(Describe.class);
        if (describe == null) {
            return;
        }
        schema.put("description", describe.value());
        if (!describe.byDefault().isEmpty()) {
            Object value = new Load(
                            LoadSettings.builder().setSchema(new CoreSchema()).build())
                    .loadFromString(describe.byDefault());
            schema.set("default", mapper.valueToTree(value));
        }
    }
}

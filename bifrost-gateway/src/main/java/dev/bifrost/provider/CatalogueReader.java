package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import dev.bifrost.api.Operation;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads {@code catalogue.json}, whose form is {@code catalogue.schema.json}. Streaming, because data binding would cost
 * more of the start than everything else in this room.
 */
final class CatalogueReader {
    private final JsonParser json;

    private @Nullable String name;
    private @Nullable String title;
    private @Nullable URI baseUrl;
    private CredentialScheme credential = new CredentialScheme.None();
    private List<String> environment = List.of();
    private Map<Operation, Surface> surfaces = Map.of();
    private boolean injectsUsage = true;
    private @Nullable String region;
    private boolean local;
    private List<String> models = List.of();
    private List<String> patterns = List.of();
    private Map<String, String> headers = Map.of();
    private List<String> alternatives = List.of();
    private List<String> sources = List.of();

    private CatalogueReader(JsonParser json) {
        this.json = json;
    }

    static List<CatalogueEntry> read(InputStream in) {
        List<CatalogueEntry> entries = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                boolean providers = json.currentName().equals("providers");
                json.nextToken();
                if (!providers) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    entries.add(new CatalogueReader(json).entry());
                }
            }
        }
        return entries;
    }

    private CatalogueEntry entry() {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            field(field);
        }
        return new CatalogueEntry(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(title, "title"),
                Objects.requireNonNull(baseUrl, "base_url"),
                credential,
                environment,
                surfaces,
                injectsUsage,
                region,
                local,
                models,
                patterns.stream().map(Glob::of).toList(),
                headers,
                alternatives,
                sources);
    }

    private void field(String field) {
        switch (field) {
            case "name" -> name = json.getString();
            case "title" -> title = json.getString();
            case "also_known_as" -> alternatives = strings();
            case "base_url" -> baseUrl = BaseUrl.normalised(URI.create(json.getString()));
            case "credential" -> credential = credential();
            case "environment" -> environment = strings();
            case "surfaces" -> surfaces = surfaces();
            case "injects_usage" -> injectsUsage = json.getBooleanValue();
            case "region" -> region = json.getString();
            case "local" -> local = json.getBooleanValue();
            case "models" -> models = strings();
            case "model_patterns" -> patterns = strings();
            case "headers" -> headers = Map.copyOf(map());
            case "source" -> sources = strings();
            default -> json.skipChildren(); // notes for people
        }
    }

    private CredentialScheme credential() {
        Map<String, String> fields = map();
        boolean required = !"false".equals(fields.get("required"));
        String scheme = Objects.requireNonNull(fields.get("scheme"), "scheme");
        return switch (scheme) {
            case "bearer" -> new CredentialScheme.Bearer(required);
            case "header" -> new CredentialScheme.Header(Objects.requireNonNull(fields.get("name"), "name"), required);
            case "none" -> new CredentialScheme.None();
            default -> throw new IllegalStateException("unknown credential scheme " + scheme + " of " + name);
        };
    }

    private Map<Operation, Surface> surfaces() {
        Map<Operation, Surface> read = new EnumMap<>(Operation.class);
        while (json.nextToken() != JsonToken.END_OBJECT) {
            Operation operation = Operation.valueOf(json.currentName().toUpperCase(Locale.ROOT));
            json.nextToken();
            Map<String, String> fields = map();
            read.put(
                    operation,
                    new Surface(
                            Objects.requireNonNull(fields.get("dialect"), "dialect"),
                            Objects.requireNonNull(fields.get("path"), "path")));
        }
        return Map.copyOf(read);
    }

    private Map<String, String> map() {
        Map<String, String> read = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            read.put(field, json.getString());
        }
        return read;
    }

    private List<String> strings() {
        List<String> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            read.add(json.getString());
        }
        return List.copyOf(read);
    }
}

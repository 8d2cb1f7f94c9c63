package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    private final CatalogueFields fields;
    private final CatalogueFields.OfferDraft standard = new CatalogueFields.OfferDraft();

    private @Nullable String name;
    private @Nullable String title;
    private @Nullable String baseUrl;
    private List<Address.Special> baseUrls = List.of();
    private List<String> baseUrlEnvironment = List.of();
    private List<Glob> hosts = List.of();
    private Map<String, List<String>> parameters = Map.of();
    private CredentialScheme credential = new CredentialScheme.None();
    private List<String> environment = List.of();
    private List<Offer> byModel = List.of();
    private boolean injectsUsage = true;
    private @Nullable String region;
    private Places places = Places.NONE;
    private boolean local;
    private List<String> models = List.of();
    private List<Glob> patterns = List.of();
    private Map<String, String> headers = Map.of();
    private List<String> alternatives = List.of();
    private List<String> sources = List.of();

    private CatalogueReader(JsonParser json) {
        this.json = json;
        this.fields = new CatalogueFields(json);
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
        // What departs from the provider's dialects does so for all of its models.
        List<Offer> offers =
                byModel.stream().map(each -> each.quirky(standard.quirks)).toList();
        return new CatalogueEntry(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(title, "title"),
                new Address(
                        Objects.requireNonNull(baseUrl, "base_url"), baseUrls, baseUrlEnvironment, hosts, parameters),
                credential,
                environment,
                new Offers(standard.offer(), offers),
                injectsUsage,
                region,
                places,
                local,
                models,
                patterns,
                headers,
                alternatives,
                sources);
    }

    private void field(String field) {
        switch (field) {
            case "name" -> name = json.getString();
            case "title" -> title = json.getString();
            case "also_known_as" -> alternatives = fields.strings();
            case "base_url" -> baseUrl = json.getString();
            case "base_urls" -> baseUrls = fields.specials();
            case "base_url_environment" -> baseUrlEnvironment = fields.strings();
            case "hosts" -> hosts = fields.globs();
            case "parameters" -> parameters = fields.parameters();
            case "credential" -> credential = fields.credential();
            case "environment" -> environment = fields.strings();
            case "surfaces" -> standard.surfaces = fields.surfaces();
            case "preferred_conversation" -> standard.preferred = fields.operation();
            case "quirks" -> standard.quirks = Set.copyOf(fields.strings());
            case "by_model" -> byModel = fields.offers();
            case "injects_usage" -> injectsUsage = json.getBooleanValue();
            case "region" -> region = json.getString();
            case "places" -> places = fields.places();
            case "local" -> local = json.getBooleanValue();
            case "models" -> models = fields.strings();
            case "model_patterns" -> patterns = fields.globs();
            case "headers" -> headers = Map.copyOf(fields.map());
            case "source" -> sources = fields.strings();
            default -> json.skipChildren(); // notes for people
        }
    }
}

package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import dev.bifrost.api.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The values in {@code catalogue.json} that are more than a word, each read from where the parser stands. */
final class CatalogueFields {
    private final JsonParser json;

    CatalogueFields(JsonParser json) {
        this.json = json;
    }

    Map<String, String> map() {
        Map<String, String> read = new LinkedHashMap<>();
        members(field -> read.put(field, json.getString()));
        return read;
    }

    List<String> strings() {
        List<String> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            read.add(json.getString());
        }
        return List.copyOf(read);
    }

    List<Glob> globs() {
        return strings().stream().map(Glob::of).toList();
    }

    Operation operation() {
        return Operation.valueOf(json.getString().toUpperCase(Locale.ROOT));
    }

    CredentialScheme credential() {
        Map<String, String> fields = map();
        boolean required = !"false".equals(fields.get("required"));
        String scheme = Objects.requireNonNull(fields.get("scheme"), "scheme");
        return switch (scheme) {
            case "bearer" -> new CredentialScheme.Bearer(required);
            case "header" -> new CredentialScheme.Header(Objects.requireNonNull(fields.get("name"), "name"), required);
            case "aws" -> new CredentialScheme.Aws();
            case "google" -> new CredentialScheme.Google();
            case "none" -> new CredentialScheme.None();
            default -> throw new IllegalStateException("unknown credential scheme " + scheme);
        };
    }

    Map<Operation, Surface> surfaces() {
        Map<Operation, Surface> read = new EnumMap<>(Operation.class);
        members(name -> {
            Map<String, String> fields = map();
            read.put(
                    Operation.valueOf(name.toUpperCase(Locale.ROOT)),
                    new Surface(
                            Objects.requireNonNull(fields.get("dialect"), "dialect"),
                            Objects.requireNonNull(fields.get("path"), "path"),
                            fields.get("stream_path")));
        });
        return read;
    }

    List<Offer> offers() {
        List<Offer> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            var draft = new OfferDraft();
            members(field -> {
                switch (field) {
                    case "models" -> draft.models = globs();
                    case "surfaces" -> draft.surfaces = surfaces();
                    case "preferred_conversation" -> draft.preferred = operation();
                    case "quirks" -> draft.quirks = Set.copyOf(strings());
                    default -> json.skipChildren();
                }
            });
            read.add(draft.offer());
        }
        return read;
    }

    Map<String, List<String>> parameters() {
        Map<String, List<String>> read = new LinkedHashMap<>();
        members(name -> read.put(name, strings()));
        return read;
    }

    List<Address.Special> specials() {
        List<Address.Special> read = new ArrayList<>();
        map().forEach((values, template) -> read.add(new Address.Special(Glob.of(values), template)));
        return read;
    }

    Places places() {
        List<Places.Place> read = new ArrayList<>();
        members(name -> {
            List<List<Glob>> lists = new ArrayList<>(List.of(List.of(), List.of()));
            members(field -> lists.set(field.equals("regions") ? 0 : 1, globs()));
            read.add(new Places.Place(name, lists.getFirst(), lists.getLast()));
        });
        return new Places(read);
    }

    /** Tells the name of each member of the object, with the parser at its value. */
    private void members(Consumer<String> each) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            each.accept(name);
        }
    }

    /** An offer in the making. */
    static final class OfferDraft {
        List<Glob> models = List.of();
        Map<Operation, Surface> surfaces = Map.of();

        @Nullable
        Operation preferred;

        Set<String> quirks = Set.of();

        Offer offer() {
            return new Offer(models, surfaces, preferred, quirks);
        }
    }
}

package dev.bifrost.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a model's name stands for: an alias, {@code provider/model}, or a bare name that the catalogue knows. */
final class Names {
    private final List<Alias> aliases;
    private final Map<String, Alias> exact = new HashMap<>();
    private final List<Alias> globs = new ArrayList<>();
    private final Map<Alias, List<Hop>> fallbacks = new HashMap<>();
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    private final Map<String, Endpoint> owners = new LinkedHashMap<>();

    Names(List<AliasSettings> settings, RetrySettings defaultRetry, List<Endpoint> inOrder) {
        inOrder.forEach(endpoint -> endpoints.putIfAbsent(endpoint.provider(), endpoint));
        aliases = IntStream.range(0, settings.size())
                .mapToObj(i -> new Alias(i, settings.get(i), defaultRetry, endpoints))
                .toList();
        for (Alias alias : aliases) {
            if (alias.isPattern()) {
                globs.add(alias);
            } else {
                exact.putIfAbsent(alias.name(), alias);
            }
        }
        for (Endpoint endpoint : inOrder) {
            for (String model : endpoint.listedModels()) {
                owners.computeIfAbsent(model, name -> Objects.requireNonNullElse(firstThatKnows(name), endpoint));
            }
        }
        for (Alias alias : aliases) {
            fallbacks.put(
                    alias,
                    alias.settings().fallback().stream().map(this::fallback).toList());
        }
    }

    /** In file order, duplicates included. */
    List<Alias> aliases() {
        return aliases;
    }

    /** One for each entry of the alias's {@code fallback}. */
    List<Hop> fallbacks(Alias alias) {
        return fallbacks.getOrDefault(alias, List.of());
    }

    Map<String, Endpoint> endpoints() {
        return endpoints;
    }

    /** The models that can be enumerated, in file order, and who answers for a bare name. */
    Map<String, Endpoint> owners() {
        return owners;
    }

    @Nullable
    Alias exact(String asked) {
        return exact.get(asked);
    }

    /** The first glob that matches. */
    @Nullable
    Alias glob(String asked) {
        for (Alias alias : globs) {
            if (alias.matches(asked)) {
                return alias;
            }
        }
        return null;
    }

    /** {@code provider/model} of a provider there is, else a bare name. */
    Hop.@Nullable ToModel model(String asked) {
        int slash = asked.indexOf('/');
        if (slash > 0 && slash < asked.length() - 1) {
            Endpoint named = endpoints.get(asked.substring(0, slash));
            if (named != null) {
                return new Hop.ToModel(named, asked.substring(slash + 1));
            }
        }
        Endpoint owner = owners.get(asked);
        owner = owner == null ? firstThatKnows(asked) : owner;
        return owner == null ? null : new Hop.ToModel(owner, asked);
    }

    private Hop fallback(String entry) {
        Alias alias = exact(entry);
        alias = alias == null ? glob(entry) : alias;
        if (alias != null) {
            return new Hop.ToAlias(alias, alias.isPattern() && alias.name().equals(entry) ? null : entry);
        }
        Hop model = model(entry);
        return model == null ? new Hop.Nowhere(entry) : model;
    }

    private @Nullable Endpoint firstThatKnows(String model) {
        for (Endpoint endpoint : endpoints.values()) {
            if (endpoint.knowsModel().test(model)) {
                return endpoint;
            }
        }
        return null;
    }
}

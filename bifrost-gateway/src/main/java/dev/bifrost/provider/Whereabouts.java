package dev.bifrost.provider;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is reached.
 *
 * @param baseUrl    null if it is not known, which has been complained of or disables the provider
 * @param own        true if the provider itself is there, not somebody in between
 * @param parameters what its address and paths depend on
 * @param disabled   why it can not be reached; null if it can
 */
record Whereabouts(
        @Nullable URI baseUrl,
        boolean own,
        Map<String, String> parameters,
        @Nullable String disabled) {
    /** Stands for an address that nobody will call. */
    private static final URI NOWHERE = URI.create("https://unconfigured.invalid");

    /** What may become part of a host or a path. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:_-]*");

    private static final Pattern HOST_LABEL = Pattern.compile("[A-Za-z0-9](-?[A-Za-z0-9]+)*");

    /**
     * Puts them together.
     *
     * @param listed false for a provider that is only referred to, so that what is missing is no mistake of its entry
     * @param known  parameters that follow from something else, if neither the settings nor the environment give them
     */
    static Whereabouts of(
            ProviderSettings settings,
            @Nullable CatalogueEntry entry,
            boolean listed,
            Map<String, String> environment,
            Map<String, String> known,
            BiConsumer<String, String> problem) {
        if (entry == null) {
            return custom(settings, problem);
        }
        Address address = entry.address();
        Map<String, String> parameters = parameters(settings, address, environment, known, problem);
        URI baseUrl = given(settings, address, environment, problem);
        String missing = null;
        for (String name : address.parameters().keySet().stream().sorted().toList()) {
            boolean needed = baseUrl == null || (settings.dialect() == null && isInPath(entry, name));
            if (missing == null && needed && !parameters.containsKey(name)) {
                missing = name;
            }
        }
        if (missing != null && listed && settings.baseUrl() == null) {
            problem.accept(missing, "is missing; " + remedy(missing, address));
        } else if (missing != null && listed) {
            problem.accept(missing, "is missing, and its paths need it");
        }
        if (missing != null) {
            return new Whereabouts(NOWHERE, false, parameters, missing + " is not known; " + remedy(missing, address));
        }
        URI whole = baseUrl == null ? address.baseUrl(parameters) : baseUrl;
        return new Whereabouts(whole, whole != null && address.owns(whole), parameters, null);
    }

    private static Whereabouts custom(ProviderSettings settings, BiConsumer<String, String> problem) {
        URI given = settings.baseUrl();
        if (given == null) {
            if (settings.type() == null) {
                problem.accept(
                        "",
                        "the catalogue does not know this name; give type (a catalogue entry), or dialect and base_url");
            }
            return new Whereabouts(null, false, Map.of(), null);
        }
        return new Whereabouts(checked(given, problem), false, Map.of(), null);
    }

    private static @Nullable URI given(
            ProviderSettings settings,
            Address address,
            Map<String, String> environment,
            BiConsumer<String, String> problem) {
        URI given = settings.baseUrl();
        if (given != null) {
            if (settings.resource() != null) {
                problem.accept("resource", "goes instead of base_url; give one of them");
            }
            return checked(given, problem);
        }
        if (settings.resource() != null) {
            return null;
        }
        for (String variable : address.environment()) {
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                return fromEnvironment(variable, value, problem);
            }
        }
        return null;
    }

    private static @Nullable URI fromEnvironment(String variable, String value, BiConsumer<String, String> problem) {
        try {
            URI address = URI.create(value);
            String fault = BaseUrl.fault(address);
            if (fault == null) {
                return BaseUrl.normalised(address);
            }
            problem.accept("base_url", fault + " (" + variable + ")");
        } catch (IllegalArgumentException _) {
            problem.accept("base_url", variable + " is no address");
        }
        return null;
    }

    private static @Nullable URI checked(URI given, BiConsumer<String, String> problem) {
        String fault = BaseUrl.fault(given);
        if (fault != null) {
            problem.accept("base_url", fault);
            return null;
        }
        return BaseUrl.normalised(given);
    }

    private static Map<String, String> parameters(
            ProviderSettings settings,
            Address address,
            Map<String, String> environment,
            Map<String, String> known,
            BiConsumer<String, String> problem) {
        Map<String, String> parameters = new LinkedHashMap<>();
        address.parameters().forEach((name, variables) -> {
            String value = parameter(settings, name);
            for (String variable : variables) {
                String set = environment.getOrDefault(variable, "").strip();
                value = value == null && !set.isEmpty() ? set : value;
            }
            value = value == null ? known.get(name) : value;
            if (value == null) {
                return;
            }
            boolean inHost = address.template().contains('{' + name + '}');
            if ((inHost ? HOST_LABEL : NAME).matcher(value).matches()) {
                parameters.put(name, value);
            } else {
                problem.accept(name, "can only have letters, digits and hyphens" + (inHost ? "" : ", dots and colons"));
                parameters.put(name, "malformed"); // not missing too
            }
        });
        return parameters;
    }

    private static @Nullable String parameter(ProviderSettings settings, String name) {
        return switch (name) {
            case "resource" -> settings.resource();
            case "region" -> settings.region();
            case "project" -> settings.project();
            case "location" -> settings.location();
            default -> throw new IllegalStateException("no setting gives the parameter " + name);
        };
    }

    private static boolean isInPath(CatalogueEntry entry, String name) {
        return entry.surfaces().values().stream()
                .anyMatch(surface -> surface.path().contains('{' + name + '}'));
    }

    private static String remedy(String name, Address address) {
        StringBuilder remedy = new StringBuilder("write ").append(name).append(": …");
        for (String variable : address.parameters().getOrDefault(name, address.environment())) {
            remedy.append(", or set ").append(variable);
        }
        if (name.equals("resource")) {
            address.environment().forEach(variable -> remedy.append(", or set ").append(variable));
        }
        return remedy.toString();
    }
}

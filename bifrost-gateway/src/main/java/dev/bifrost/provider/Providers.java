package dev.bifrost.provider;

import dev.bifrost.api.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All providers of one configuration. */
public final class Providers {
    private final Map<String, Provider> byName;
    private final List<Provider> inOrder;
    private final List<ProviderProblem> problems;
    private final List<ProviderProblem> warnings;

    private Providers(Map<String, Provider> byName, List<ProviderProblem> problems, List<ProviderProblem> warnings) {
        this.byName = Map.copyOf(byName);
        this.inOrder = List.copyOf(byName.values());
        this.problems = List.copyOf(problems);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Puts providers together.
     *
     * @param listed         the entries of {@code providers}, in file order
     * @param alsoReferenced names that aliases use; those not listed must be in the catalogue
     * @param environment    the process's variables, for credentials that are not written in the configuration
     */
    public static Providers of(
            List<ProviderSettings> listed,
            Set<String> alsoReferenced,
            Catalogue catalogue,
            Map<String, String> environment,
            Inherited defaults) {
        return of(listed, alsoReferenced, catalogue, environment, defaults, Map.of());
    }

    /** The names of the gateway's own dialects. */
    public static Set<String> ownDialects() {
        return OwnPaths.dialects();
    }

    /**
     * Puts providers together.
     *
     * @param adapters dialects that surfaces may use besides those of the gateway, with the surfaces that each has by
     *                 itself, if any
     */
    public static Providers of(
            List<ProviderSettings> listed,
            Set<String> alsoReferenced,
            Catalogue catalogue,
            Map<String, String> environment,
            Inherited defaults,
            Map<String, Map<Operation, Surface>> adapters) {
        Map<String, Provider> byName = new LinkedHashMap<>();
        List<ProviderProblem> problems = new ArrayList<>();
        List<ProviderProblem> warnings = new ArrayList<>();
        Assembly assembly =
                new Assembly(catalogue, new Dialects(catalogue, adapters), environment, defaults, problems, warnings);
        for (ProviderSettings settings : listed) {
            if (byName.containsKey(settings.name())) {
                problems.add(new ProviderProblem(settings.name(), "name", "is listed twice"));
                continue;
            }
            Provider provider = assembly.provider(settings, true);
            if (provider != null) {
                byName.put(provider.name(), provider);
            }
        }
        for (String name : alsoReferenced) {
            if (listed.stream().anyMatch(each -> each.name().equals(name))) {
                continue;
            }
            if (catalogue.entry(name) == null) {
                problems.add(new ProviderProblem(name, "", "is used but neither listed nor in the catalogue"));
                continue;
            }
            Provider provider = assembly.provider(ProviderSettings.named(name), false);
            if (provider != null) {
                byName.put(name, provider);
            }
        }
        return new Providers(byName, problems, warnings);
    }

    /** The provider of that name; null if there is none. */
    public @Nullable Provider get(String name) {
        return byName.get(name);
    }

    /** The listed ones in file order, then those that are only referenced. */
    public List<Provider> inOrder() {
        return inOrder;
    }

    /** Why the configuration can not be used; empty if it can. A provider with a problem is left out. */
    public List<ProviderProblem> problems() {
        return problems;
    }

    /** What is probably not meant, although it works. */
    public List<ProviderProblem> warnings() {
        return warnings;
    }
}

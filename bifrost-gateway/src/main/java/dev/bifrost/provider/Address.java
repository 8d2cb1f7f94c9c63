package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider of the catalogue is, which may depend on parameters such as a region.
 *
 * @param template    of the base URL, without a slash at its end; parameters stand in braces
 * @param specials    other templates, for some values of the parameter in the template's host
 * @param environment variables in which its users have the base URL already
 * @param hosts       which hosts are its own, if there are several
 * @param parameters  what must be known to call it, by name, and the variables in which its users have that already
 */
public record Address(
        String template,
        List<Special> specials,
        List<String> environment,
        List<Glob> hosts,
        Map<String, List<String>> parameters) {

    /** Another template for some values. */
    public record Special(Glob values, String template) {}

    /** Keeps what it is given as it is now. */
    public Address {
        specials = List.copyOf(specials);
        environment = List.copyOf(environment);
        hosts = List.copyOf(hosts);
        parameters = Map.copyOf(parameters);
    }

    static Address fixed(URI baseUrl) {
        return new Address(baseUrl.toString(), List.of(), List.of(), List.of(), Map.of());
    }

    /** The base URL; null if a parameter of it has no value. */
    @Nullable
    URI baseUrl(Map<String, String> values) {
        String url = Surface.filled(template(values), values);
        return url.indexOf('{') < 0 ? URI.create(url) : null;
    }

    private String template(Map<String, String> values) {
        int from = template.indexOf('{');
        if (from >= 0) {
            String value = values.get(template.substring(from + 1, template.indexOf('}')));
            for (Special special : specials) {
                if (value != null && special.values().matches(value)) {
                    return special.template();
                }
            }
        }
        return template;
    }

    /** True if the provider itself is there, so that a credential meant for it may be shown there. */
    boolean owns(URI baseUrl) {
        if (!hosts.isEmpty()) {
            String host = Objects.requireNonNullElse(baseUrl.getHost(), "").toLowerCase(Locale.ROOT);
            return "https".equalsIgnoreCase(baseUrl.getScheme())
                    && (baseUrl.getPort() < 0 || baseUrl.getPort() == 443)
                    && hosts.stream().anyMatch(glob -> glob.matches(host));
        }
        URI own = baseUrl(Map.of());
        return own != null && BaseUrl.sameOrigin(baseUrl, own);
    }
}

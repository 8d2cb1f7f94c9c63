package dev.bifrost.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The providers that are known without being described in a configuration. */
public final class Catalogue {
    private static final String RESOURCE = "catalogue.json";

    private final Map<String, CatalogueEntry> byName = new LinkedHashMap<>();
    private final Map<String, CatalogueEntry> byAlternative = new LinkedHashMap<>();

    private Catalogue(List<CatalogueEntry> entries) {
        for (CatalogueEntry entry : entries) {
            byName.put(entry.name(), entry);
            for (String alternative : entry.alternatives()) {
                byAlternative.put(alternative, entry);
            }
        }
    }

    /** Reads the catalogue that the gateway carries. */
    public static Catalogue load() {
        try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the gateway's jar");
            }
            return new Catalogue(CatalogueReader.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same catalogue with other addresses, by name of the entry. */
    public Catalogue withBaseUrls(Map<String, URI> replaced) {
        return new Catalogue(byName.values().stream()
                .map(entry -> {
                    URI address = replaced.get(entry.name());
                    return address == null ? entry : entry.withBaseUrl(BaseUrl.normalised(address));
                })
                .toList());
    }

    /** The entry of that name, or of that alternative name. */
    public @Nullable CatalogueEntry entry(String type) {
        CatalogueEntry entry = byName.get(type);
        return entry == null ? byAlternative.get(type) : entry;
    }

    /** All entries, in the catalogue's order. */
    public Collection<CatalogueEntry> entries() {
        return Collections.unmodifiableCollection(byName.values());
    }
}

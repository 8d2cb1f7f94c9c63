package dev.bifrost.access;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that a request's {@link Credentials} hold, with the names of the places where they stood. */
final class Presented {
    private static final String BEARER = "bearer";
    private static final String SIGV4 = "aws4-hmac-sha256";
    private static final String CREDENTIAL = "Credential=";

    private final List<Place> places = new ArrayList<>(1);
    private @Nullable String unusableScheme;

    /** One key and where it stood. */
    record Place(String name, String key) {}

    private Presented() {}

    static Presented of(Credentials credentials) {
        var presented = new Presented();
        if (presented.add("x-bf-vk", credentials.xBfVk())) {
            return presented;
        }
        presented.authorization(credentials.authorization());
        presented.add("x-api-key", credentials.xApiKey());
        presented.add("x-goog-api-key", credentials.xGoogApiKey());
        presented.add("api-key", credentials.apiKey());
        presented.add("?key=", credentials.queryKey());
        return presented;
    }

    List<Place> places() {
        return places;
    }

    List<String> names() {
        return places.stream().map(Place::name).toList();
    }

    /** True if two of the keys differ. */
    boolean disagree() {
        for (int i = 1; i < places.size(); i++) {
            if (!places.get(i).key().equals(places.getFirst().key())) {
                return true;
            }
        }
        return false;
    }

    /** The scheme of an {@code authorization} header from which no key can be read; null if there is none such. */
    @Nullable
    String unusableScheme() {
        return unusableScheme;
    }

    private boolean add(String name, @Nullable String key) {
        if (key == null || key.isBlank()) {
            return false;
        }
        return places.add(new Place(name, key.strip()));
    }

    private void authorization(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return;
        }
        String value = header.strip();
        int end = value.indexOf(' ');
        String scheme = end < 0 ? value : value.substring(0, end);
        String rest = end < 0 ? "" : value.substring(end + 1);
        if (scheme.equalsIgnoreCase(BEARER)) {
            add("authorization", rest);
        } else if (scheme.equalsIgnoreCase(SIGV4)) {
            add("authorization (SigV4 access-key id)", accessKeyId(rest));
        } else {
            // Without a space it may be a bare key, which must not be shown.
            unusableScheme = end < 0 ? "" : scheme;
        }
    }

    /** From {@code Credential=<ID>/20260101/eu-central-1/bedrock/aws4_request, SignedHeaders=…}. */
    private static @Nullable String accessKeyId(String parameters) {
        int start = parameters.indexOf(CREDENTIAL);
        if (start < 0) {
            return null;
        }
        int end = parameters.indexOf('/', start);
        return end < 0 ? null : parameters.substring(start + CREDENTIAL.length(), end);
    }
}

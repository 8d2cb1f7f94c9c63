package dev.bifrost.provider;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of AWS's regions, which also stand in the names of its hosts. */
final class AwsRegions {
    private static final Pattern NAME = Pattern.compile("[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}");

    /** Of the hosts in https://docs.aws.amazon.com/general/latest/gr/bedrock.html, and of endpoints in one's own network. */
    private static final Pattern HOST = Pattern.compile(
            "(?:.+\\.)?bedrock-runtime(?:-fips)?\\.([a-z0-9-]+)\\.(?:vpce\\.)?amazonaws\\.(?:com|com\\.cn|eu)");

    private AwsRegions() {}

    static boolean isOne(@Nullable String name) {
        return name != null && NAME.matcher(name).matches();
    }

    /** The region of Bedrock that is reached there; null if the host does not tell. */
    static @Nullable String ofHost(@Nullable URI baseUrl) {
        String host = baseUrl == null ? null : baseUrl.getHost();
        Matcher matcher = HOST.matcher(host == null ? "" : host);
        return matcher.matches() && isOne(matcher.group(1)) ? matcher.group(1) : null;
    }
}

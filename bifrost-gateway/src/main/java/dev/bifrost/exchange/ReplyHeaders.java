package dev.bifrost.exchange;

import dev.bifrost.api.HeaderList;
import dev.bifrost.upstream.ResponseHead;
import java.util.Set;

/** Which headers of a provider's answer the client gets, and under which name. */
final class ReplyHeaders {
    /** Those of the connection, those that tell of the provider's account, and those that are about its own site. */
    private static final Set<String> DROPPED = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "te",
            "trailer",
            "upgrade",
            "transfer-encoding",
            "content-length",
            "set-cookie",
            "set-cookie2",
            "openai-organization",
            "openai-project",
            "anthropic-organization-id",
            "server",
            "date",
            "via",
            "alt-svc",
            "strict-transport-security",
            "nel",
            "report-to",
            "reporting-endpoints",
            "server-timing",
            "x-powered-by",
            "x-envoy-upstream-service-time",
            "retry-after",
            "retry-after-ms",
            "x-should-retry");

    private static final String OURS = "x-bifrost-upstream-";

    private ReplyHeaders() {}

    /** Appends what may be passed on. */
    static void pass(ResponseHead head, HeaderList reply) {
        HeaderList headers = head.headers();
        String ofTheConnection = headers.get("connection");
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (DROPPED.contains(name)
                    || name.startsWith("cf-")
                    || name.startsWith("access-control-")
                    || (ofTheConnection != null && names(ofTheConnection, name))) {
                continue;
            }
            switch (name) {
                case "x-request-id", "request-id", "x-amzn-requestid" ->
                    reply.add(OURS + "request-id", headers.value(i));
                default -> {
                    if (name.startsWith("x-ratelimit-") || name.startsWith("ratelimit-")) {
                        reply.add(OURS + (name.startsWith("x-") ? name.substring(2) : name), headers.value(i));
                    } else if (name.startsWith("anthropic-ratelimit-")) {
                        reply.add(OURS + name.substring(10), headers.value(i));
                    } else if (!name.startsWith("x-bifrost-")) {
                        reply.add(name, headers.value(i));
                    }
                }
            }
        }
    }

    /** The head of an answer that is made here of a provider's: only what tells of the provider's side is left of it. */
    static ResponseHead translated(ResponseHead head, String contentType, long length) {
        HeaderList headers = new HeaderList().add("content-type", contentType);
        for (int i = 0; i < head.headers().size(); i++) {
            String name = head.headers().name(i);
            if (name.endsWith("request-id") || name.equals("x-amzn-requestid") || name.contains("ratelimit-")) {
                headers.add(name, head.headers().value(i));
            }
        }
        return new ResponseHead(200, headers, length);
    }

    /** True if a list of names, parted by commas, holds this one. */
    private static boolean names(String list, String name) {
        for (String each : list.split(",", -1)) {
            if (each.strip().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}

package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Usage;

/** What a provider may say. */
final class Hostile {
    private Hostile() {}

    static CallRecord withTokens(CallRecord call, long tokens) {
        return new CallRecord(
                call.time(),
                call.requestId(),
                call.traceId(),
                call.keyId(),
                call.virtualKey(),
                call.team(),
                call.organization(),
                call.endUser(),
                call.labels(),
                call.clientAddress(),
                call.agent(),
                call.operation(),
                call.route(),
                call.alias(),
                call.provider(),
                call.modelAsked(),
                call.model(),
                call.modelAnswered(),
                call.region(),
                call.clientDialect(),
                call.providerDialect(),
                call.stream(),
                call.status(),
                call.failure(),
                call.ending(),
                call.attempts(),
                call.lossy(),
                Usage.of(tokens, tokens),
                call.cost(),
                call.bytesIn(),
                call.bytesOut(),
                call.firstTokenNanos(),
                call.totalNanos(),
                call.gatewayNanos(),
                call.configuration(),
                call.bodyHash(),
                call.content());
    }
}

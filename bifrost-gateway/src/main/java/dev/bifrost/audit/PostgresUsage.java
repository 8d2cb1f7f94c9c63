package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a batch adds to {@code audit_usage}. */
final class PostgresUsage {
    private static final String UPSERT = "INSERT INTO audit_usage AS u (hour, instance, group_id, key_id, virtual_key, "
            + "team, organization, provider, model, alias, labels, calls, failed, prompt_tokens, cached_tokens, "
            + "cache_write_tokens, completion_tokens, reasoning_tokens, cost_nanos) "
            + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?) "
            + "ON CONFLICT (hour, instance, group_id) DO UPDATE SET calls = u.calls + excluded.calls, "
            + "failed = u.failed + excluded.failed, prompt_tokens = u.prompt_tokens + excluded.prompt_tokens, "
            + "cached_tokens = u.cached_tokens + excluded.cached_tokens, "
            + "cache_write_tokens = u.cache_write_tokens + excluded.cache_write_tokens, "
            + "completion_tokens = u.completion_tokens + excluded.completion_tokens, "
            + "reasoning_tokens = u.reasoning_tokens + excluded.reasoning_tokens, "
            + "cost_nanos = u.cost_nanos + excluded.cost_nanos";
    private static final int TOKENS = 5;

    private final UUID instance;
    private final Map<Group, Sums> groups = new HashMap<>();

    PostgresUsage(UUID instance) {
        this.instance = instance;
    }

    /** What is told apart; nulls are told from empty texts. */
    private record Group(Instant hour, List<@Nullable String> names, Map<String, String> labels) {
        static Group of(CallRecord call) {
            List<@Nullable String> names = Arrays.asList(
                    call.keyId(),
                    call.virtualKey(),
                    call.team(),
                    call.organization(),
                    call.provider(),
                    call.model(),
                    call.alias());
            names.replaceAll(name -> name == null ? null : PostgresText.cut(name));
            Instant hour = PostgresRows.storable(call.time()).truncatedTo(ChronoUnit.HOURS);
            return new Group(hour, names, call.labels());
        }

        /** The first 16 bytes of SHA-256: what a client sends can not be made to collide. */
        UUID id() {
            MessageDigest digest = sha256();
            for (String name : names) {
                byte[] bytes = name == null ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(4)
                        .putInt(name == null ? -1 : bytes.length)
                        .flip());
                digest.update(bytes);
            }
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(PostgresUsage.labels(labels)));
            return new UUID(hash.getLong(), hash.getLong());
        }
    }

    /** Of one group; tokens are said by providers, and may be anything. */
    private static final class Sums {
        private long calls;
        private long failed;
        private final BigInteger[] tokens = new BigInteger[TOKENS];
        private BigInteger cost = BigInteger.ZERO;

        Sums() {
            Arrays.fill(tokens, BigInteger.ZERO);
        }

        void add(CallRecord call) {
            calls++;
            failed += call.failure() != null || call.status() >= 400 ? 1 : 0;
            Usage usage = call.usage();
            if (usage != null) {
                add(usage.prompt(), usage.cached(), usage.cacheWrite(), usage.completion(), usage.reasoning());
            }
            Cost paid = call.cost();
            if (paid != null) {
                cost = cost.add(BigInteger.valueOf(paid.nanoDollars()));
            }
        }

        private void add(long... counts) {
            for (int i = 0; i < TOKENS; i++) {
                tokens[i] = tokens[i].add(BigInteger.valueOf(counts[i]));
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** As a JSON object. */
    static byte[] labels(Map<?, ?> labels) {
        Map<String, String> pairs = new HashMap<>();
        labels.forEach((name, value) -> pairs.put((String) name, (String) value));
        return PostgresText.object(pairs);
    }

    void add(CallRecord call) {
        groups.computeIfAbsent(Group.of(call), _ -> new Sums()).add(call);
    }

    /** Adds everything up, within the transaction of its entries. */
    void write(Connection connection) throws SQLException {
        if (groups.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            for (Map.Entry<Group, Sums> each : groups.entrySet()) {
                bind(upsert, each.getKey(), each.getValue());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private void bind(PreparedStatement upsert, Group group, Sums sums) throws SQLException {
        int i = 0;
        upsert.setObject(++i, group.hour().atOffset(ZoneOffset.UTC));
        upsert.setObject(++i, instance);
        upsert.setObject(++i, group.id());
        for (String name : group.names()) {
            upsert.setString(++i, name);
        }
        upsert.setString(++i, new String(labels(group.labels()), StandardCharsets.UTF_8));
        upsert.setLong(++i, sums.calls);
        upsert.setLong(++i, sums.failed);
        for (BigInteger tokens : sums.tokens) {
            upsert.setBigDecimal(++i, new BigDecimal(tokens));
        }
        upsert.setBigDecimal(++i, new BigDecimal(sums.cost));
    }
}

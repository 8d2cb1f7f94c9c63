package dev.bifrost.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.admin.AdminSettings.Role;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may manage keys: every door that could be left open, tried. */
class AdminApiTest {
    private static final List<AdminSettings.Token> TOKENS = List.of(
            token("vic", "viewer-token", Role.VIEWER),
            token("opa", "operator-token", Role.OPERATOR),
            token("own", "owner-token", Role.OWNER));

    private final List<String> done = new ArrayList<>();
    private final AdminApi api = api(TOKENS);
    private final AdminApi without = api(List.of());

    private Json.Obj credit(Json.Obj asked, String by) {
        done.add("credit by " + by);
        return asked;
    }

    private AdminApi api(List<AdminSettings.Token> tokens) {
        return new AdminApi(
                new AdminSettings(null, tokens),
                new Noting(),
                this::credit,
                new Asking(),
                (_, _) -> new Json.Obj(),
                new Logging(),
                Runnable::run);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/keys, 200, 200",
        "POST, /api/keys, 403, 201",
        "GET, /api/keys/a, 200, 200",
        "PATCH, /api/keys/a, 403, 200",
        "DELETE, /api/keys/a, 403, 200",
        "POST, /api/keys/a/rotate, 403, 200",
        "POST, /api/keys/a/revoke, 403, 200",
        "GET, /api/usage/credit, 405, 405",
        "POST, /api/usage, 405, 405",
        "GET, /api/usage, 200, 200",
        "GET, /api/calls, 200, 200",
        "GET, /api/calls/r1, 200, 200",
        "GET, /api/calls/, 404, 404",
        "DELETE, /api/calls/r1, 405, 405",
        "GET, /api/log, 200, 200",
        "PUT, /api/log, 403, 200",
        "DELETE, /api/log, 405, 405",
        "GET, /api/log/, 404, 404",
        "PUT, /api/keys, 405, 405",
        "POST, /api/keys/a, 405, 405",
        "GET, /api/keys/a/rotate, 405, 405",
        "GET, /api, 404, 404",
        "GET, /api/, 404, 404",
        "GET, /api/keys/, 404, 404",
        "GET, /api/keysx, 404, 404",
        "POST, /api/keys/a/unrotate, 404, 404",
        "POST, /api/keys/a/rotate/b, 404, 404",
        "POST, /api/keys//rotate, 404, 404",
    })
    void answer_eachRole_mayWhatItMay(String method, String path, int viewer, int others) {
        assertThat(status(api, method, path, Map.of("authorization", "Bearer viewer-token")))
                .isEqualTo(viewer);
        assertThat(status(api, method, path, Map.of("authorization", "bearer  operator-token ")))
                .isEqualTo(others);
        assertThat(status(api, method, path, Map.of("authorization", "Bearer owner-token")))
                .isEqualTo(others);
        assertThat(status(api, method, path, Map.of())).isEqualTo(401);
    }

    @Test
    void content_isForOwnersOnly() {
        for (String role : List.of("viewer", "operator")) {
            Map<String, String> shown = Map.of("authorization", "Bearer " + role + "-token");
            assertThat(refused(api, request("GET", "/api/calls/r1", "content=true", shown))
                            .status())
                    .isEqualTo(403);
        }
        AdminRequest owner =
                request("GET", "/api/calls/r%201", "content=true", Map.of("authorization", "Bearer owner-token"));

        assertThat(api.answer(owner, new byte[0])).isCompleted();
        assertThat(done).containsExactly("content of r 1 by own");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/calls, teem=x, did you mean 'team'?",
        "/api/calls, team=x&team=y, given twice",
        "/api/calls, label:=x, is no parameter",
        "/api/usage, status=500, is no parameter",
        "/api/usage, groupby=key, did you mean 'group_by'?",
        "/api/calls/r1, content=maybe, must be true or false",
    })
    void admit_wrongParameter_namesTheNearest(String path, String query, String says) {
        Failure failure = refused(api, request("GET", path, query, Map.of("authorization", "Bearer owner-token")));

        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure.message()).contains(says);
    }

    @Test
    void admit_noCallsKept_saysSo() {
        AdminApi none = new AdminApi(
                new AdminSettings(null, TOKENS),
                new Noting(),
                this::credit,
                null,
                (_, _) -> new Json.Obj(),
                new Logging(),
                Runnable::run);

        assertThat(refused(none, request("GET", "/api/calls", null, Map.of("authorization", "Bearer owner-token")))
                        .message())
                .contains("keeps no calls");
    }

    private final class Logging implements LogBook {
        @Override
        public Json.Obj state() {
            return new Json.Obj();
        }

        @Override
        public Json.Obj change(Json.Obj asked, String by) {
            done.add("log by " + by);
            return asked;
        }
    }

    private final class Asking implements CallBook {
        @Override
        public AdminReply calls(Parameters asked) {
            return new AdminReply(200, new Json.Obj());
        }

        @Override
        public Json.Obj call(String id) {
            return new Json.Obj();
        }

        @Override
        public Json.Obj content(String id, String by) {
            done.add("content of " + id + " by " + by);
            return new Json.Obj();
        }

        @Override
        public AdminReply usage(Parameters asked) {
            return new AdminReply(200, new Json.Obj());
        }
    }

    @Test
    void credit_isForOwnersOnly() {
        for (String role : List.of("viewer", "operator")) {
            assertThat(status(api, "POST", "/api/usage/credit", Map.of("authorization", "Bearer " + role + "-token")))
                    .isEqualTo(403);
        }
        assertThat(status(api, "POST", "/api/usage/credit", Map.of("authorization", "Bearer owner-token")))
                .isEqualTo(201);
        assertThat(done).containsExactly("credit by own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "owner-token",
                "Basic owner-token",
                "Bearer OWNER-TOKEN",
                "Bearer owner-token,owner-token",
                "Bearer owner-token x",
                "Bearer vk-0123456789ab"
            })
    void admit_wrongToken_is401AndNotEchoed(String header) {
        Failure failure = refused(api, request("GET", "/api/keys", null, Map.of("authorization", header)));

        assertThat(failure.status()).isEqualTo(401);
        assertThat(failure.message()).doesNotContain("owner-token", "vk-");
    }

    @Test
    void admit_hashInsteadOfTheToken_is401() {
        String hash = TOKENS.getLast().sha256();
        assertThat(refused(api, request("GET", "/api/keys", null, Map.of("authorization", "Bearer " + hash)))
                        .status())
                .isEqualTo(401);
        assertThat(refused(
                                api,
                                request(
                                        "GET",
                                        "/api/keys",
                                        null,
                                        Map.of("authorization", "Bearer " + "x".repeat(9999))))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void admit_withTokens_asksThisMachineForOneToo() {
        assertThat(status(api, "GET", "/api/keys", Map.of("host", "localhost"))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "[::1]", "127.0.0.9"})
    void admit_withoutTokens_letsThisMachineIn(String host) {
        assertThat(status(without, "POST", "/api/keys", Map.of("host", host))).isEqualTo(201);
        assertThat(done).containsExactly("create by local");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, host, gateway.example",
        "127.0.0.1, host, 127.0.0.1.evil.example",
        "127.0.0.1, host, localhost.evil.example:80",
        "127.0.0.1, x-forwarded-for, 10.0.0.1",
        "127.0.0.1, forwarded, for=10.0.0.1",
        "127.0.0.1, via, 1.1 proxy",
        "127.0.0.1, x-real-ip, 10.0.0.1",
        "127.0.0.1, origin, http://evil.example",
        "127.0.0.1, origin, null",
        "127.0.0.1, sec-fetch-site, cross-site",
        "127.0.0.1, referer, http://evil.example/",
        "10.0.0.1, host, localhost",
        "0.0.0.0, host, localhost",
        "'', host, localhost",
    })
    void admit_withoutTokens_proxiesBrowsersAndOthers_are401(String address, String header, String value) {
        Map<String, String> headers = new HashMap<>(Map.of("host", "localhost"));
        headers.put(header, value);
        AdminRequest request = new AdminRequest("POST", "/api/keys", null, headers::get, address);

        assertThat(refused(without, request).status()).isEqualTo(401);
        assertThat(refused(without, request).message()).contains("admin.tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "limit=", "revoked=yes", "page=2", "after=%zz"})
    void admit_wrongQuery_is400(String query) {
        assertThat(refused(api, request("GET", "/api/keys", query, Map.of("authorization", "Bearer owner-token")))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void answer_queryAndNames_areDecoded() {
        Map<String, String> owner = Map.of("authorization", "Bearer owner-token");
        run(api, request("GET", "/api/keys", "limit=7&after=a%20b&revoked=true", owner), "");
        run(api, request("DELETE", "/api/keys/a%2Fb+c", null, owner), "");

        assertThat(done).containsExactly("list a b 7 true", "revoke a/b+c by own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "{", "{\"a\":}", "null", "{}{}", "\u0000", "\"x\""})
    void answer_rubbish_is400(String body) {
        AdminRequest request = request("POST", "/api/keys", null, Map.of("authorization", "Bearer owner-token"));

        assertThat(run(api, request, body)).isEqualTo(400);
        assertThat(done).isEmpty();
    }

    @Test
    void answer_deepNesting_is400() {
        AdminRequest request = request("POST", "/api/keys", null, Map.of("authorization", "Bearer owner-token"));

        assertThat(run(api, request, "{\"a\":" + "[".repeat(30_000))).isEqualTo(400);
    }

    @Test
    void answer_formOfAPage_is400() {
        assertThat(status(
                        without,
                        "POST",
                        "/api/keys/a/revoke",
                        Map.of("host", "localhost", "content-type", "text/plain")))
                .isEqualTo(400);
        assertThat(done).isEmpty();
    }

    private static int status(AdminApi api, String method, String path, Map<String, String> headers) {
        return run(api, request(method, path, null, headers), "{}");
    }

    private static int run(AdminApi api, AdminRequest request, String body) {
        try {
            api.admit(request);
        } catch (Refusal e) {
            return e.failure().status();
        }
        return api.answer(request, body.getBytes(StandardCharsets.UTF_8))
                .thenApply(AdminReply::status)
                .exceptionally(e -> e.getCause() instanceof Refusal refusal
                        ? refusal.failure().status()
                        : 500)
                .toCompletableFuture()
                .join();
    }

    private static Failure refused(AdminApi api, AdminRequest request) {
        return catchThrowableOfType(Refusal.class, () -> api.admit(request)).failure();
    }

    private static AdminRequest request(
            String method, String path, @Nullable String query, Map<String, String> headers) {
        return new AdminRequest(method, path, query, headers::get, "127.0.0.1");
    }

    private static AdminSettings.Token token(String name, String token, Role role) {
        return new AdminSettings.Token(
                name, HexFormat.of().withUpperCase().formatHex(Secret.of(token).sha256()), role);
    }

    /** Keeps what it was asked. */
    private final class Noting implements KeyBook {
        private Json.Obj done(String what) {
            done.add(what);
            return new Json.Obj();
        }

        @Override
        public Json.Obj list(@Nullable String after, int limit, boolean revoked) {
            return done("list " + after + " " + limit + " " + revoked);
        }

        @Override
        public Json.Obj get(String idOrName) {
            return done("get " + idOrName);
        }

        @Override
        public Json.Obj create(Json.Obj asked, String by) {
            return done("create by " + by);
        }

        @Override
        public Json.Obj update(String idOrName, Json.Obj patch, String by) {
            return done("update " + idOrName + " by " + by);
        }

        @Override
        public Json.Obj rotate(String idOrName, Json.Obj asked, String by) {
            return done("rotate " + idOrName + " by " + by);
        }

        @Override
        public Json.Obj revoke(String idOrName, String by) {
            return done("revoke " + idOrName + " by " + by);
        }
    }
}

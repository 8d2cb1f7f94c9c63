package dev.bifrost.app;

import dev.bifrost.access.KeyDesk;
import dev.bifrost.access.KeyStore;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.config.GatewaySettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Makes, lists, rotates and revokes virtual keys in the store, whether or not a gateway runs. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Virtual keys that are made while the gateway runs.",
        synopsisSubcommandLabel = "(create | list | rotate | revoke)")
final class KeysCommand {
    private static final String BY = "cli";
    private static final int PAGE = 1000;

    private final Function<GatewaySettings, KeyStore> stores;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "bifrost.yaml",
            scope = ScopeType.INHERIT,
            description = "The configuration, which names the store; else bifrost.yaml.")
    private Path config = Path.of("bifrost.yaml");

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Answer in JSON.")
    private boolean json;

    /** {@code stores} opens the store of a configuration; it is closed after each command. */
    KeysCommand(Function<GatewaySettings, KeyStore> stores) {
        this.stores = stores;
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes a key and shows it, this once.")
    int create(
            @Parameters(paramLabel = "NAME", description = "Names the key in records.") String name,
            @Mixin KeyOptions options) {
        return withDesk(desk -> shown(desk.create(options.terms(name), BY)));
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the keys of the file and the store.")
    int list(@Option(names = "--revoked", description = "Revoked ones too.") boolean revoked) {
        return withDesk(desk -> {
            Json.Arr all = new Json.Arr();
            @Nullable String after = null;
            do {
                Json.Obj page = desk.list(after, PAGE, revoked);
                page.list("data").forEach(all::add);
                boolean more = page.isTrue("has_more");
                after = more && all.items().getLast() instanceof Json.Obj last ? last.text("id") : null;
            } while (after != null);
            if (json) {
                return all.print();
            }
            return KeyLines.table(all);
        });
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Gives a key another secret and shows it, this once.")
    int rotate(
            @Parameters(paramLabel = "NAME|ID") String key,
            @Option(
                            names = "--grace",
                            paramLabel = "72h",
                            description = "For how long the old one stays good; without it, not at all.")
                    @Nullable
                    String grace) {
        return withDesk(desk -> shown(desk.rotate(key, new Json.Obj().put("grace", grace), BY)));
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends a key for good, within a second.")
    int revoke(@Parameters(paramLabel = "NAME|ID") String key) {
        return withDesk(desk -> {
            Json.Obj revoked = desk.revoke(key, BY);
            return json ? revoked.print() : "revoked " + KeyLines.named(revoked);
        });
    }

    private String shown(Json.Obj key) {
        return json ? key.print() : KeyLines.once(key);
    }

    private interface Work {
        String at(KeyDesk desk) throws Refusal;
    }

    private int withDesk(Work work) {
        Composition composition = Composition.read(config, this::say);
        if (composition == null) {
            return 1;
        }
        try (KeyStore store = stores.apply(composition.settings())) {
            KeyDesk desk = new KeyDesk(store, composition::keyContext, InstantSource.system(), () -> {}, _ -> {});
            var out = spec.commandLine().getOut();
            out.println(work.at(desk));
            out.flush();
            return 0;
        } catch (Refusal refusal) {
            say("bifrost: " + refusal.failure().message());
        } catch (KeyStore.Unreachable | IllegalArgumentException e) {
            say("bifrost: " + e.getMessage());
        }
        return 1;
    }

    private void say(String line) {
        var err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}

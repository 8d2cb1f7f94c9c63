package dev.bifrost.app;

import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.config.ConfigFile;
import dev.bifrost.config.Draft;
import dev.bifrost.config.Problem;
import dev.bifrost.provider.Catalogue;
import dev.bifrost.server.ServerSettings;
import dev.bifrost.server.ServerSettings.Listen;
import dev.bifrost.telemetry.LineWriter;
import dev.bifrost.telemetry.Log;
import dev.bifrost.telemetry.LogSettings;
import dev.bifrost.telemetry.SharedStream;
import dev.bifrost.telemetry.metrics.Family;
import io.netty.util.internal.PlatformDependent;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the gateway until it is told to stop. */
@Command(name = "serve", mixinStandardHelpOptions = true, description = "Runs the gateway.")
final class ServeCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration; without it, a demonstration.")
    private @Nullable Path config;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where to listen, whatever the file says.")
    private @Nullable String listen;

    @Option(names = "--port", paramLabel = "N", description = "The port to listen on, whatever the file says.")
    private @Nullable Integer port;

    @Option(names = "--train", hidden = true, description = "Serve a few requests to oneself, then stop.")
    private boolean train;

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    /** The command of {@code serve} with nothing but options and their values; null if it is anything else. */
    static @Nullable ServeCommand plain(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.getFirst().equals("serve") || arguments.size() % 2 == 0) {
            return null;
        }
        ServeCommand command = new ServeCommand();
        for (int i = 1; i < arguments.size(); i += 2) {
            String value = arguments.get(i + 1);
            if (value.startsWith("-") || value.startsWith("@")) {
                return null;
            }
            switch (arguments.get(i)) {
                case "--config" -> command.config = Path.of(value);
                case "--listen" -> command.listen = value;
                case "--port" -> {
                    if (!value.matches("[0-9]{1,5}")) {
                        return null;
                    }
                    command.port = Integer.valueOf(value);
                }
                default -> {
                    return null;
                }
            }
        }
        return command;
    }

    /** Runs it; the exit code. */
    int run() {
        try {
            return call();
        } catch (Exception e) {
            err().println("bifrost: " + e);
            return 1;
        }
    }

    @Override
    public Integer call() throws Exception {
        Map<String, String> environment = System.getenv();
        if (train) {
            Training.run(Catalogue.load());
            return 0;
        }
        HeadStart headStart = HeadStart.begin();
        Demonstration demonstration = config == null ? Demonstration.create() : null;
        Path file = config;
        Draft draft = demonstration != null
                ? demonstration.draft()
                : ConfigFile.read(file == null ? Path.of("") : file, environment);
        headStart.with(draft.settings());
        Catalogue catalogue = headStart.catalogue();
        Composition.Outcome outcome;
        try {
            outcome = Composition.of(override(draft, environment), catalogue, environment);
        } catch (IllegalArgumentException e) {
            err().println("bifrost: " + e.getMessage());
            return 1;
        }
        Composition composition = outcome.composition();
        if (composition == null) {
            outcome.problems().forEach(problem -> err().println(problem));
            err().println("bifrost: the configuration can not be used; "
                    + outcome.problems().size() + " problem(s)");
            return 1;
        }
        if (demonstration == null) {
            for (Problem warning : outcome.warnings()) {
                err().println("warning: " + warning);
            }
        }
        warnOfMemory(composition);
        return run(composition, outcome, catalogue, environment, demonstration);
    }

    private PrintWriter err() {
        return spec == null
                ? new PrintWriter(System.err, true, StandardCharsets.UTF_8)
                : spec.commandLine().getErr();
    }

    /** The JVM's own limit on memory outside the heap must leave room for the bodies that may be held there. */
    private void warnOfMemory(Composition composition) {
        ServerSettings server = composition.settings().server();
        long wanted = (server == null ? ServerSettings.standard() : server)
                .maxBuffered()
                .bytes();
        long most = PlatformDependent.maxDirectMemory();
        if (wanted > most / 4 * 3) {
            err().println("warning: server.max_buffered is " + new ByteSize(wanted)
                    + ", but this process may take only "
                    + (most >> 20) + "MB outside its heap; set BIFROST_JAVA_OPTS=-XX:MaxDirectMemorySize="
                    + ((wanted / 3 * 4) >> 20) + "m or lower it");
        }
    }

    /** {@code --port} over {@code --listen} over {@code BIFROST_LISTEN} over the file. */
    private Draft override(Draft draft, Map<String, String> environment) {
        ServerSettings server = draft.settings().server();
        Listen address = server == null ? ServerSettings.standard().listen() : server.listen();
        String variable = environment.get("BIFROST_LISTEN");
        if (listen != null) {
            address = Listen.parse(listen);
        } else if (variable != null && !variable.isBlank()) {
            address = Listen.parse(variable);
        }
        if (port != null) {
            address = Listen.parse(new Listen(address.host(), 0).toString().replaceFirst("0$", "") + port);
        }
        return draft.listening(address);
    }

    private int run(
            Composition composition,
            Composition.Outcome outcome,
            Catalogue catalogue,
            Map<String, String> environment,
            @Nullable Demonstration demonstration)
            throws Exception {
        LogSettings logging = composition.settings().observability().log();
        SharedStream stdout = new SharedStream(new FileOutputStream(FileDescriptor.out));
        LineWriter lines =
                new LineWriter(stdout, logging == null ? LogSettings.standard() : logging, InstantSource.system());
        Log log = lines.log();
        NettyLog.to(log);
        TraceFeed traces = new TraceFeed(log::warn);
        Telemetry telemetry =
                new Telemetry(composition.settings().observability().metrics(), lines::call);
        Bookkeeping books;
        try {
            books = DurableBookkeeping.open(
                    composition.settings(),
                    InstantSource.system(),
                    System::nanoTime,
                    telemetry.with(traces),
                    stdout,
                    log::warn);
        } catch (IOException e) {
            err().println("bifrost: " + e.getMessage());
            lines.close();
            return 1;
        }
        LogDesk desk = new LogDesk(
                lines,
                logging == null ? LogSettings.standard() : logging,
                InstantSource.system(),
                (time, task) -> CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(task));
        int loops = Runtime.getRuntime().availableProcessors();
        Running running = Running.open(composition, outcome.hash(), books, loops, log);
        telemetry.read(to -> to.add(Family.LOG_LINES_LOST, lines.lost()));
        telemetry.read(to -> to.add(Family.TRACE_SPANS_LOST, traces.lost()));
        running.observe(telemetry);
        try {
            running.manage(desk);
            traces.use(composition);
            List<InetSocketAddress> addresses = running.listen();
            running.process().ready();
            announce(composition, addresses, demonstration);
            if (config != null) {
                Reload.watch(config, outcome, composition, catalogue, environment, running, log, desk, traces);
            }
            return untilStopped(running, traces, lines, demonstration);
        } catch (IOException e) {
            err().println("bifrost: " + e.getMessage());
            running.close();
            return 1;
        } finally {
            lines.close();
        }
    }

    private void announce(
            Composition composition, List<InetSocketAddress> addresses, @Nullable Demonstration demonstration) {
        InetSocketAddress address = addresses.getFirst();
        ServerSettings server = composition.settings().server();
        String scheme = server != null && server.tls() != null ? "https" : "http";
        String url = scheme + "://" + new Listen(host(address), address.getPort());
        if (demonstration != null) {
            out.println(demonstration.welcome(url));
        } else if (composition.open()) {
            out.println("open: no virtual keys are asked for"
                    + (address.getAddress().isLoopbackAddress()
                            ? "; only this machine can reach the gateway"
                            : ", by access: open; whoever reaches this address spends your money"));
        }
        if (addresses.size() > 1) {
            InetSocketAddress own = addresses.getLast();
            out.println("management on " + scheme + "://" + new Listen(host(own), own.getPort()));
        }
        out.println("listening on " + url);
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress().getHostAddress();
    }

    private int untilStopped(Running running, TraceFeed traces, LineWriter lines, @Nullable Demonstration demonstration)
            throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    try {
                        GatewayProcess process = running.process();
                        lines.log().info("stopping", "calls", process.gateway().running());
                        int cut = process.drain();
                        running.close();
                        traces.close();
                        lines.log().info("stopped", "cut_off", cut);
                        lines.close();
                        if (demonstration != null) {
                            Demonstration.delete(demonstration.data());
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        stopped.countDown();
                        Runtime.getRuntime().halt(0); // the shell's 143 would look like a failure
                    }
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        stopped.await();
        return 0;
    }
}

package dev.bifrost.app;

import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.pricing.Price;
import dev.bifrost.pricing.PriceSettings;
import dev.bifrost.pricing.PriceSources;
import dev.bifrost.pricing.Prices;
import dev.bifrost.pricing.Reckoning;
import dev.bifrost.provider.Catalogue;
import dev.bifrost.provider.CatalogueEntry;
import dev.bifrost.provider.Provider;
import dev.bifrost.routing.Resolution;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a usage costs, and how that comes about. */
@Command(
        name = "price",
        mixinStandardHelpOptions = true,
        description = "Says what a usage of a model costs, by which price, and how it is reckoned.")
final class PriceCommand implements Callable<Integer> {
    private static final List<String> COUNTS = List.of(
            "prompt",
            "cached",
            "cache_write",
            "cache_write_hour",
            "completion",
            "reasoning",
            "audio_in",
            "audio_out",
            "images",
            "searches");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A model, provider/model, or with --config an alias.")
    private String model = "";

    @Option(
            names = "--usage",
            split = ",",
            paramLabel = "NAME=COUNT",
            description = "What was consumed, such as prompt=1000,cached=200,completion=50.")
    private Map<String, Long> counts = new LinkedHashMap<>();

    @Option(names = "--provider", paramLabel = "PROVIDER", description = "Whose model it is.")
    private @Nullable String provider;

    @Option(names = "--at", paramLabel = "DATE", description = "When, such as 2027-01-01 (UTC); absent: now.")
    private @Nullable String at;

    @Option(names = "--batch", description = "Whether it was a batch's.")
    private boolean batch;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration with its aliases and prices.")
    private @Nullable Path config;

    @Override
    public Integer call() {
        Usage usage = usage();
        Instant when = when();
        PrintWriter out = spec.commandLine().getOut();
        Path file = config;
        Quoted quoted = file == null ? fromCatalogue() : fromFile(file);
        boolean known = quoted != null;
        if (quoted != null) {
            for (Map.Entry<Target, Price> each : quoted.prices().entrySet()) {
                known &= print(out, each.getKey(), each.getValue().reckoning(usage, when, batch));
            }
        }
        out.flush();
        spec.commandLine().getErr().flush();
        return known ? 0 : 1;
    }

    /** The targets that were asked for, each with its price. */
    private record Quoted(Map<Target, Price> prices) {}

    private @Nullable Quoted fromCatalogue() {
        Catalogue catalogue = Catalogue.load();
        Target target = target(catalogue);
        if (target == null) {
            return complain("nobody is known to have the model '" + model + "'; say --provider");
        }
        CatalogueEntry entry = catalogue.entry(target.provider());
        String type = entry == null ? target.provider() : entry.name();
        Prices prices = Prices.of(PriceSettings.standard(), Map.of());
        return new Quoted(Map.of(target, prices.price(type, target.provider(), target.model())));
    }

    private @Nullable Target target(Catalogue catalogue) {
        if (provider != null) {
            return new Target(provider, model);
        }
        int slash = model.indexOf('/');
        if (slash > 0 && catalogue.entry(model.substring(0, slash)) != null) {
            return new Target(model.substring(0, slash), model.substring(slash + 1));
        }
        return catalogue.entries().stream()
                .filter(entry -> entry.models().contains(model)
                        || entry.modelPatterns().stream().anyMatch(pattern -> pattern.matches(model)))
                .findFirst()
                .map(entry -> new Target(entry.name(), model))
                .orElse(null);
    }

    private @Nullable Quoted fromFile(Path file) {
        Composition composition = Composition.read(file, spec.commandLine().getErr()::println);
        if (composition == null) {
            return null;
        }
        Resolution resolution = provider == null
                ? composition.router().resolve(model)
                : composition.router().at(provider, model);
        if (resolution == null) {
            return complain(file + " leads nowhere for the model '" + model + "'");
        }
        try (PriceSources sources = new PriceSources(
                composition.settings().prices(),
                Limits.factors(composition.settings()),
                InstantSource.system(),
                notice -> spec.commandLine().getErr().println(notice))) {
            sources.start();
            Map<Target, Price> found = new LinkedHashMap<>();
            composition
                    .router()
                    .plan(resolution, List.of(), new SplittableRandom(0))
                    .steps()
                    .forEach(step -> found.put(step.target(), price(sources.current(), composition, step.target())));
            return new Quoted(found);
        }
    }

    private static Price price(Prices prices, Composition composition, Target target) {
        Provider found = composition.providers().get(target.provider());
        String type = found == null ? target.provider() : found.type();
        return prices.price(type, target.provider(), target.model());
    }

    private @Nullable Quoted complain(String what) {
        spec.commandLine().getErr().println(what);
        return null;
    }

    /** False if there is no price. */
    private static boolean print(PrintWriter out, Target target, @Nullable Reckoning reckoning) {
        out.println(target);
        if (reckoning == null) {
            out.println("  no price is known; prices.overrides can give one");
            return false;
        }
        out.println("  price " + reckoning.cost().price() + " (" + reckoning.model() + ")");
        BigDecimal sum = BigDecimal.ZERO;
        for (Reckoning.Line line : reckoning.lines()) {
            out.println("  " + line.unit() + ": " + line.count() + " x " + dollars(line.dollars()) + each(line) + " = "
                    + dollars(line.amount()));
            sum = sum.add(line.amount());
        }
        if (!reckoning.factor().equals("1")) {
            out.println("  price_factor: " + dollars(sum) + " x " + reckoning.factor());
        }
        out.println("  total: " + dollars(BigDecimal.valueOf(reckoning.cost().nanoDollars(), 9)));
        return true;
    }

    private static String each(Reckoning.Line line) {
        return line.bundle() == 1 ? "" : line.bundle() == 1_000 ? "/1,000" : "/1,000,000";
    }

    private static String dollars(BigDecimal amount) {
        BigDecimal plain = amount.stripTrailingZeros();
        return "$" + (plain.scale() < 2 ? plain.setScale(2) : plain).toPlainString();
    }

    private Usage usage() {
        counts.forEach((name, count) -> {
            if (!COUNTS.contains(name) || count < 0) {
                throw wrong("--usage: '" + name + "=" + count + "' is none of " + String.join(", ", COUNTS)
                        + " with a count");
            }
        });
        long[] of =
                COUNTS.stream().mapToLong(name -> counts.getOrDefault(name, 0L)).toArray();
        return new Usage(of[0], of[1], of[2], of[3], of[4], of[5], of[6], of[7], of[8], of[9], false);
    }

    private Instant when() {
        String date = at;
        try {
            return date == null
                    ? Instant.now()
                    : date.length() == 10
                            ? LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : Instant.parse(date);
        } catch (DateTimeException _) {
            throw wrong("--at: '" + date + "' is no date such as 2027-01-01, and no time such as 2027-01-01T12:00:00Z");
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}

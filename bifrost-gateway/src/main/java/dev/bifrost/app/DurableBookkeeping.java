package dev.bifrost.app;

import dev.bifrost.access.KeyStore;
import dev.bifrost.access.VirtualKey;
import dev.bifrost.admin.ContentBook;
import dev.bifrost.admin.ContentVault;
import dev.bifrost.admin.UsageBook;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.AuditSettings;
import dev.bifrost.audit.CallDatabase;
import dev.bifrost.audit.SigningKey;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.exchange.Accounting;
import dev.bifrost.exchange.Books;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.pricing.PriceSources;
import dev.bifrost.quota.BudgetState;
import dev.bifrost.quota.Expectation;
import dev.bifrost.quota.Lease;
import dev.bifrost.quota.Owner;
import dev.bifrost.quota.OwnerLimits;
import dev.bifrost.quota.Quota;
import dev.bifrost.store.Adjustment;
import dev.bifrost.store.Primacy;
import dev.bifrost.store.Store;
import dev.bifrost.store.StoreFailure;
import dev.bifrost.telemetry.AlertHook;
import dev.bifrost.telemetry.AlertSettings;
import dev.bifrost.telemetry.MetricsSettings;
import dev.bifrost.telemetry.metrics.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the books: the journal, the store, what everybody may spend, and the prices. They are opened in an order in which
 * each finds what it needs: the store knows what was spent once the journal has told it, and only then is a budget known.
 */
final class DurableBookkeeping implements Bookkeeping {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Store store;
    private final Journal journal;
    private final SpendFollower follower;
    private final AdjustmentFollower adjustments;
    private final @Nullable Primacy primacy;
    private final Quota quota;
    private final PriceSources prices;
    private final @Nullable SealClock seals;
    private final Accounting accounting;
    private final KeptContent content;
    private final Books books;
    private final AuditTrail trail;
    private final @Nullable AlertHook alerts;
    private final InstantSource clock;
    private final Consumer<String> notices;
    private final ReentrantLock configuring = new ReentrantLock();
    private final Semaphore stopped = new Semaphore(0);
    private GatewaySettings settings;
    private Collection<VirtualKey> stored = List.of();
    private volatile List<OwnerLimits> limited = List.of();
    /** The limits that are wanted are not in force, for the store could not be read. */
    private volatile boolean unread;

    private volatile @Nullable String lost;

    /**
     * Opens everything, and waits until this gateway may spend the store's budgets.
     *
     * @param witness hears of calls that are over
     * @param stdout  takes whole lines, for a sink that is standard output
     * @param notices takes what the operator should know
     * @throws IOException if the books can not be kept; the message says what to do
     */
    static DurableBookkeeping open(
            GatewaySettings settings,
            InstantSource clock,
            LongSupplier nanoTime,
            CallWitness witness,
            OutputStream stdout,
            Consumer<String> notices)
            throws IOException, InterruptedException {
        makePrivate(settings.data());
        Store store;
        try {
            store = Store.open(settings.store(), settings.data(), clock, notices);
        } catch (StoreFailure e) {
            throw new IOException(e.getMessage(), e);
        }
        try {
            return new DurableBookkeeping(settings, store, clock, nanoTime, witness, stdout, notices);
        } catch (StoreFailure e) {
            store.close();
            throw new IOException(e.getMessage(), e);
        } catch (IOException | InterruptedException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static void makePrivate(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new IOException(
                    "the folder for what the gateway keeps can not be made: " + e
                            + "; set data: in the configuration to one that this user may write",
                    e);
        }
    }

    private DurableBookkeeping(
            GatewaySettings settings,
            Store store,
            InstantSource clock,
            LongSupplier nanoTime,
            CallWitness witness,
            OutputStream stdout,
            Consumer<String> notices)
            throws IOException, InterruptedException {
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.notices = notices;
        List<OwnerLimits> limits = Limits.of(settings, List.of());
        this.primacy = Limits.anyBudget(limits) ? store.primacy(this::waiting, this::lost) : null;
        AlertSettings alerting = settings.observability().alerts();
        this.alerts = alerting == null ? null : new AlertHook(alerting, clock, notices);
        this.journal = Journal.open(journaling(), journal(settings), clock, nanoTime, notices);
        boolean whole = false;
        try {
            this.prices = new PriceSources(settings.prices(), Limits.factors(settings), clock, notices);
            this.follower = new SpendFollower(journal, store, notices);
            follower.catchUp();
            this.adjustments =
                    new AdjustmentFollower(store, journal.recovered().instance().toString(), configuring, notices);
            this.quota = new Quota(
                    (account, period, nanos, done) -> journal.lease(account, period, nanos, done::accept),
                    new SpentBefore(store, adjustments::position),
                    leases(),
                    this::warn,
                    clock,
                    nanoTime);
            quota.configure(limits, settings.zone());
            limited = limits;
            this.accounting = new Accounting(quota, new Expectation(), prices::current);
            AuditSettings audit = settings.observability().audit();
            Secret bodyKey = bodyKey(audit);
            this.content = new KeptContent(audit, store, journal, bodyKey, clock, nanoTime, notices);
            Secret signing = audit.signingKey();
            this.seals =
                    signing == null ? null : new SealClock(journal, SigningKey.read(signing), SealClock.EVERY, notices);
            this.trail = new AuditTrail(audit, settings.data(), journal, clock, nanoTime, stdout, notices);
            this.books = new JournalBooks(
                    journal,
                    journaling().durability().strict(),
                    bodyKey,
                    trail.feed(journaling().sink()),
                    content.desk(),
                    witness,
                    () -> lost);
            whole = true;
        } finally {
            if (!whole) {
                journal.close(); // else the next start would take this for a crash
            }
        }
        prices.start();
        content.start();
        follower.start();
        trail.start();
        if (seals != null) {
            seals.start();
        }
        Thread.ofVirtual().name("quota").start(this::tick);
    }

    private JournalSettings journaling() {
        JournalSettings journaling = settings.journal();
        return journaling == null ? JournalSettings.standard() : journaling;
    }

    /** The folder of the journal that a configuration names. */
    static Path journal(GatewaySettings settings) {
        JournalSettings journal = settings.journal();
        Path dir = journal == null ? null : journal.dir();
        return dir == null ? settings.data().resolve("journal") : dir;
    }

    private List<Lease> leases() {
        return journal.recovered().leases().stream()
                .map(lease -> new Lease(lease.account(), lease.period(), lease.nanoDollars()))
                .toList();
    }

    /** Of the bodies' fingerprints: nobody without it can tell whether a text was sent. */
    private Secret bodyKey(AuditSettings audit) {
        Secret own = audit.hashKey();
        return own != null
                ? own
                : store.secrets().getOrMake("body_hash", () -> {
                    byte[] random = new byte[32];
                    new SecureRandom().nextBytes(random);
                    return Secret.of(HexFormat.of().formatHex(random));
                });
    }

    private void waiting(String reason) {
        notices.accept("standing by: another gateway spends the budgets of this store (" + reason + ")");
    }

    private void lost() {
        lost = "the store's budgets are another gateway's to spend now, or the store was lost; restart this one";
        notices.accept("no more calls are taken: " + lost);
    }

    private void warn(Owner owner, String name, BudgetState budget, int percent) {
        AlertHook hook = alerts;
        if (hook != null) {
            hook.tell(new Json.Obj()
                    .put("event", "budget_threshold")
                    .put("owner", owner.toString())
                    .put("name", name)
                    .put("budget", budget.name())
                    .put("percent", percent)
                    .put("spent_usd", SpendingReport.dollars(budget.spent()))
                    .put("limit_usd", SpendingReport.dollars(budget.limit()))
                    .put("time", clock.instant().toString()));
        }
        notices.accept(owner.kind().word() + " '" + name + "' has spent " + percent + " % of its budget "
                + budget.name() + ": " + SpendingReport.dollars(budget.spent()) + " of "
                + SpendingReport.dollars(budget.limit()));
    }

    /** On a thread of its own, so that leases do not wait for a store that is down; by one at a time. */
    private void readAgain() {
        if (configuring.tryLock()) {
            try {
                configure();
            } finally {
                configuring.unlock();
            }
        }
    }

    private void tick() {
        try {
            while (!stopped.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                quota.tick();
                if (unread) {
                    Thread.ofVirtual().name("limits").start(this::readAgain);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void use(GatewaySettings next) {
        prices.configure(next.prices(), Limits.factors(next));
        configuring.lock();
        try {
            settings = next;
            configure();
        } finally {
            configuring.unlock();
        }
    }

    @Override
    public void use(Collection<VirtualKey> keys) {
        configuring.lock();
        try {
            stored = List.copyOf(keys);
            configure();
        } finally {
            configuring.unlock();
        }
    }

    /** Puts in force what is wanted; tried again each second until what was spent before can be read. */
    private void configure() {
        boolean again = unread;
        try {
            List<OwnerLimits> limits = Limits.of(settings, stored);
            quota.configure(limits, settings.zone());
            limited = limits;
            unread = false;
            if (primacy == null && Limits.anyBudget(limits)) {
                notices.accept("there are budgets now: restart this gateway if others use the same store,"
                        + " or each will spend them for itself");
            }
        } catch (IOException e) {
            unread = true;
            if (!again) {
                notices.accept("the new limits are not in force yet, for what was spent before can not be read: "
                        + e.getMessage());
            }
        }
    }

    @Override
    public Books books() {
        return books;
    }

    @Override
    public long open() {
        return quota.openReservations() + quota.abandonedReservations();
    }

    @Override
    public Accounting accounting() {
        return accounting;
    }

    @Override
    public KeyStore keys() {
        return new StoreKeys(store, () -> {});
    }

    @Override
    public UsageBook usage(Consumer<String> log) {
        return new UsageDesk(this::owners, this::adjust, settings.zone(), clock, log);
    }

    @Override
    public ContentBook content(Consumer<String> log) {
        return content.book(log);
    }

    @Override
    public @Nullable ContentVault vault() {
        return content.vault();
    }

    @Override
    public List<Source> gauges() {
        JournalGauges durable = new JournalGauges(journal, trail::states, store::healthy);
        MetricsSettings metrics = settings.observability().metrics();
        return metrics == null || metrics.budgets()
                ? List.of(durable, new LimitGauges(quota, () -> limited))
                : List.of(durable);
    }

    @Override
    public @Nullable CallDatabase calls() {
        return trail.calls();
    }

    private Map<String, String> owners() {
        configuring.lock();
        try {
            return UsageDesk.known(Limits.of(settings, stored));
        } finally {
            configuring.unlock();
        }
    }

    private void adjust(Adjustment adjustment) {
        store.adjustments().add(List.of(adjustment));
        adjustments.look();
    }

    @Override
    public void start() {
        adjustments.start(each -> {
            Owner owner = Owner.read(each.owner());
            if (owner != null) {
                quota.adjust(owner, each.time(), each.nanoDollars());
            }
        });
    }

    @Override
    public Json.Obj spending(String key, @Nullable String team, @Nullable String organization) {
        return SpendingReport.of(quota, key, team, organization);
    }

    @Override
    public void close() {
        stopped.release();
        adjustments.close();
        content.close();
        prices.close();
        try {
            quota.close().get(5, TimeUnit.SECONDS);
        } catch (Exception e) {
            notices.accept("what was set aside could not be given back: " + e);
        }
        if (seals != null) {
            seals.close();
        }
        trail.close();
        try {
            follower.close();
            journal.close();
        } catch (IOException e) {
            notices.accept("the journal was not closed well: " + e.getMessage());
        }
        if (alerts != null) {
            alerts.close();
        }
        if (primacy != null) {
            primacy.close();
        }
        store.close();
    }
}

package dev.bifrost.store;

import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The right to be the one gateway that spends the budgets of a store. Others wait until its holder ends. It is lost when
 * the connection to PostgreSQL is, and well before the server gives it to another.
 */
public final class Primacy implements AutoCloseable {
    /** A lock that ends with the process that holds it. */
    interface Claim extends AutoCloseable {
        /** True if it is ours now; may be asked again and again. */
        boolean take() throws SQLException;

        /** True if it still is. */
        boolean isHeld();

        /** Who has it, as far as that is known. */
        String holder();

        @Override
        void close();
    }

    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final Claim claim;
    private final Runnable onLost;
    private volatile boolean held = true;
    private volatile boolean closed;

    private Primacy(Claim claim, Runnable onLost) {
        this.claim = claim;
        this.onLost = onLost;
    }

    /** Waits for it, asking once a second; says so once, and again when there is another reason. */
    static Primacy acquire(Claim claim, Consumer<String> onWait, Runnable onLost) throws InterruptedException {
        boolean taken = take(claim);
        String said = "";
        try {
            while (!taken) {
                String reason = claim.holder();
                if (!reason.equals(said)) {
                    onWait.accept(reason);
                    said = reason;
                }
                Thread.sleep(PAUSE_NANOS / 1_000_000);
                taken = take(claim);
            }
        } finally {
            if (!taken) {
                claim.close();
            }
        }
        Primacy primacy = new Primacy(claim, onLost);
        Thread.ofVirtual().name("store-primacy").start(primacy::watch);
        return primacy;
    }

    private static boolean take(Claim claim) {
        try {
            return claim.take();
        } catch (SQLException _) {
            return false; // the claim tells why as its holder
        }
    }

    /** False from the moment at which it was lost or closed. */
    public boolean isHeld() {
        return held;
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(PAUSE_NANOS);
            if (!closed && !claim.isHeld()) {
                held = false;
                claim.close();
                if (!closed) {
                    onLost.run();
                }
                return;
            }
        }
    }

    /** Lets the next one have it. */
    @Override
    public void close() {
        closed = true;
        held = false;
        claim.close();
    }
}

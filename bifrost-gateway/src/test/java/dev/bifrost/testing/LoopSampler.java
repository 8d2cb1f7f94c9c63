package dev.bifrost.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks at the event loops a thousand times a second and writes down every time it finds one where it could block. */
public final class LoopSampler implements AutoCloseable {
    private static final Set<String> CLASSES = Set.of(
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.RandomAccessFile",
            "java.util.concurrent.locks.LockSupport",
            "sun.nio.ch.FileChannelImpl",
            "sun.nio.fs.UnixNativeDispatcher");
    private static final Set<String> METHODS = Set.of(
            "java.lang.Thread.sleep",
            "java.lang.Thread.sleep0",
            "java.lang.Thread.join",
            "java.lang.Object.wait",
            "java.lang.Object.wait0",
            "java.net.InetAddress.getByName",
            "java.net.InetAddress.getAllByName",
            "java.net.Inet6AddressImpl.lookupAllHostAddr",
            "java.util.concurrent.locks.ReentrantLock.lock");

    private final List<String> caught = new ArrayList<>();
    private final Thread thread;
    private volatile boolean over;
    private final AtomicLong samples = new AtomicLong();

    private LoopSampler() {
        thread = Thread.ofPlatform().name("sampler").start(this::run);
    }

    public static LoopSampler start() {
        return new LoopSampler();
    }

    private void run() {
        while (!over) {
            for (Map.Entry<Thread, StackTraceElement[]> each :
                    Thread.getAllStackTraces().entrySet()) {
                if (each.getKey().getName().startsWith("loop")) {
                    samples.incrementAndGet();
                    String found = blocking(each.getValue());
                    if (found != null) {
                        note(found);
                    }
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private synchronized void note(String found) {
        caught.add(found);
    }

    /**
     * The stack, if it could block. Java loading its own classes does not count, it does so once; nor does Netty's
     * allocator adding a magazine when two loops contend, for it does so only as often as there are cores; nor does what
     * the tests do with records.
     */
    private static @Nullable String blocking(StackTraceElement[] stack) {
        boolean found = false;
        boolean locks = true; // so far there is nothing else
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (type.startsWith("jdk.internal.loader.")
                    || type.startsWith("java.lang.ClassLoader")
                    || type.startsWith("dev.bifrost.app.TestGateway")
                    || (type.endsWith("AdaptivePoolingAllocator$MagazineGroup")
                            && frame.getMethodName().equals("tryExpandMagazines"))) {
                return null;
            }
            if (locks && type.equals("io.netty.util.concurrent.SingleThreadEventExecutor$5")) {
                return null; // the loop has ended, and tells those who wait for that
            }
            locks &= type.startsWith("java.util.concurrent.locks.") || type.startsWith("jdk.internal.misc.");
            found |= CLASSES.contains(type)
                    || type.startsWith("sun.nio.ch.FileDispatcher")
                    || type.startsWith("sun.nio.ch.UnixFileDispatcher")
                    || METHODS.contains(type + '.' + frame.getMethodName());
            text.append("\n  at ").append(frame);
        }
        return found ? text.toString() : null;
    }

    /** The stacks that could block, so far. */
    public synchronized List<String> caught() {
        return List.copyOf(caught);
    }

    /** How often a loop was looked at. */
    public long samples() {
        return samples.get();
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

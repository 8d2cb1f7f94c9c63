package dev.bifrost.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty finds a buffer that was dropped without being released.
 *
 * <p>Registered for every class through META-INF/services. A leak shows only once the collector has
 * taken the buffer, so a class can be blamed for one that an earlier class dropped late; the report names the site. After
 * a class that had no buffers nothing is collected, which takes half a second.
 */
public final class LeakAudit implements BeforeAllCallback, AfterAllCallback {

    private static final int COLLECTIONS = 3;
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static volatile boolean used;
    private static final List<Detector<?>> DETECTORS = new CopyOnWriteArrayList<>();

    static {
        // Before the first buffer class is initialised: each of them asks for its detector once.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
        ByteBufAllocator.DEFAULT.buffer(1).release();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Loading this class was the point.
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getEnclosingClass() == null && used) {
            used = false;
            audit();
        }
    }

    /** Collects garbage until dropped buffers must have been noticed. Throws with every leak's access records. */
    public static void audit() {
        for (var round = 0; round < COLLECTIONS; round++) {
            collectGarbage();
            DETECTORS.forEach(Detector::poll);
        }
        var found = new ArrayList<String>();
        for (var leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            found.add(leak);
        }
        if (!found.isEmpty()) {
            throw new AssertionError(found.size() + " resource(s) not released:\n" + String.join("\n\n", found));
        }
    }

    private static void collectGarbage() {
        System.gc();
        try {
            // The reference handler enqueues what the collector cleared; there is no event to wait for.
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Detectors extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // abstract in Netty, so it must be there
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval, long max) {
            return newResourceLeakDetector(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            var detector = new Detector<T>(resource, samplingInterval);
            DETECTORS.add(detector);
            return detector;
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        public ResourceLeakTracker<T> track(T resource) {
            used = true;
            return super.track(resource);
        }

        @Override
        public ResourceLeakTracker<T> trackForcibly(T resource) {
            used = true;
            return super.trackForcibly(resource);
        }

        /** Netty looks at its queue of cleared references only when the next resource is tracked. */
        @SuppressWarnings("unchecked")
        void poll() {
            var probe = (T) new Object();
            ResourceLeakTracker<T> tracker = super.track(probe);
            if (tracker != null) {
                tracker.close(probe);
            }
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add(resourceType + " (no access records)");
        }
    }
}

package dev.bifrost.routing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds bare names that several providers could answer for; one warning for all that the same providers share. */
final class SharedModels {
    private static final int EXAMPLES = 3;

    private final Names names;
    private final Map<List<String>, List<String>> modelsByOwners = new LinkedHashMap<>();

    SharedModels(Names names) {
        this.names = names;
        names.owners().keySet().forEach(model -> {
            List<String> owners = owners(model);
            if (owners.size() > 1) {
                modelsByOwners.computeIfAbsent(owners, _ -> new ArrayList<>()).add(model);
            }
        });
    }

    List<RoutingProblem> problems() {
        List<RoutingProblem> problems = new ArrayList<>();
        modelsByOwners.forEach((owners, models) -> problems.add(RoutingProblem.warning(
                "providers",
                String.join(" and ", owners) + " all have " + examples(models) + "; asked for by the bare name, "
                        + owners.getFirst() + " answers")));
        return problems;
    }

    private List<String> owners(String model) {
        List<String> owners = new ArrayList<>(2);
        for (Endpoint endpoint : names.endpoints().values()) {
            if (endpoint.knowsModel().test(model)) {
                owners.add(endpoint.provider());
            }
        }
        return owners;
    }

    private static String examples(List<String> models) {
        String some = String.join(", ", models.subList(0, Math.min(EXAMPLES, models.size())));
        int more = models.size() - EXAMPLES;
        return more > 0 ? some + " and " + more + " more models" : some;
    }
}

"""Times gfnx on the hypergrid cases: its environment and its rollout under a training step like that of its baseline (trajectory
balance, MLP 2 x 256, uniform backward policy, Adam), without metrics, as one compiled loop. Only this driver is ours; gfnx is not
part of this project. Where gfnx cannot be imported the result says so.

    python3 gfnx_hypergrid.py result.json [SECONDS]

A case starts only while it is likely to end within SECONDS (80) of the start of this program; others are listed as skipped.
"""
import json
import math
import sys
import time
import traceback

HIDDEN = 256
CHUNK = 10  # iterations in the compiled loop
SECONDS = 1.0  # of timing a case, in whole loops, at least two
BEGAN = time.perf_counter()


def write(path, document):
    with open(path, "w") as file:
        json.dump(document, file)


def network(jax, jnp, key, sizes):
    keys = jax.random.split(key, len(sizes) - 1)
    return [(jax.random.uniform(k, (a, b), minval=-1, maxval=1) / a ** 0.5, jnp.zeros(b)) for k, a, b in zip(keys, sizes, sizes[1:])]


def forward(jax, layers, x):
    for w, b in layers[:-1]:
        x = jax.nn.relu(x @ w + b)
    w, b = layers[-1]
    return x @ w + b


def measure(gfnx, jax, jnp, optax, dims, height, batch):
    env = gfnx.HypergridEnvironment(gfnx.EasyHypergridRewardModule(), dim=dims, side=height)
    env_params = env.init(jax.random.PRNGKey(0))
    weights = {"layers": network(jax, jnp, jax.random.PRNGKey(1), [dims * height, HIDDEN, HIDDEN, dims + 1]), "log_z": jnp.zeros(())}
    adam = optax.adam(1e-3)

    def policy(key, observations, layers):
        del key
        logits = forward(jax, layers, observations)
        return logits, {"forward_logits": logits, "backward_logits": jnp.zeros((observations.shape[0], dims))}

    # A step's invalid actions: over batch and time at once, as the environment takes one batch of states.
    def invalid(mask, states):
        flat = jax.tree.map(lambda v: v.reshape((-1,) + v.shape[2:]), states)
        first = jax.tree.leaves(states)[0]
        return mask(flat, env_params).reshape(first.shape[:2] + (-1,))

    def chosen(logits, forbidden, actions):
        scores = jax.nn.log_softmax(jnp.where(forbidden, -1e30, logits), axis=-1)
        return jnp.take_along_axis(scores, actions[..., None], axis=-1)[..., 0]

    def loss(weights, walk):
        logits = forward(jax, weights["layers"], walk.obs)
        ahead = chosen(logits, invalid(env.get_invalid_mask, walk.state), walk.action)
        later = jax.tree.map(lambda v: v[:, 1:], walk.state)
        # The exit has no choice of parents: action 0 alone is allowed there.
        taken = jnp.where(walk.action[:, :-1] >= dims, 0, walk.action[:, :-1])
        behind = chosen(jnp.zeros(taken.shape + (dims,)), invalid(env.get_invalid_backward_mask, later), taken)
        unused = walk.pad
        ahead = jnp.where(unused, 0.0, ahead).sum(1)
        behind = jnp.where(unused[:, :-1], 0.0, behind + walk.log_gfn_reward[:, :-1]).sum(1)
        return jnp.mean((weights["log_z"] + ahead - behind) ** 2)

    def iteration(_, carry):
        weights, moments, key = carry
        key, draw = jax.random.split(key)
        walk, _ = gfnx.utils.forward_rollout(
            rng_key=draw, num_envs=batch, policy_fn=policy, policy_params=weights["layers"], env=env, env_params=env_params)
        gradient = jax.grad(loss)(weights, walk)
        updates, moments = adam.update(gradient, moments, weights)
        return optax.apply_updates(weights, updates), moments, key

    # The loop is compiled once; its first two runs warm up, and the second says how many to time. No run waits for the one before.
    carry = (weights, adam.init(weights), jax.random.PRNGKey(2))
    start = time.perf_counter()
    loop = jax.jit(lambda carry: jax.lax.fori_loop(0, CHUNK, iteration, carry))
    carry = jax.block_until_ready(loop(carry))
    first = time.perf_counter() - start
    start = time.perf_counter()
    carry = jax.block_until_ready(loop(carry))
    loops = min(50, max(2, math.ceil(SECONDS / (time.perf_counter() - start))))
    start = time.perf_counter()
    for _ in range(loops):
        carry = loop(carry)
    jax.block_until_ready(carry)
    ms = 1000 * (time.perf_counter() - start) / (loops * CHUNK)
    log_z = float(carry[0]["log_z"])
    if not math.isfinite(log_z):
        raise ArithmeticError(f"log Z is {log_z}")
    return {"ms": ms, "iterations": loops * CHUNK, "first_run_s": round(first, 2), "log_z": log_z}


def main():
    try:
        import gfnx
        import jax
        import jax.numpy as jnp
        import optax
    except Exception as e:
        traceback.print_exc()
        print(f"gfnx was not measured: {e}")
        write(sys.argv[1], {"missing": str(e)})
        return

    document = {"device": str(jax.devices()[0]), "jax": jax.__version__, "gfnx": getattr(gfnx, "__version__", "unknown"), "rows": []}
    limit = float(sys.argv[2]) if len(sys.argv) > 2 else 80
    longest = 0
    # 128 last: it is the first to go without when time is short.
    for batch in [32, 512, 128]:
        for dims, height in [(2, 8), (4, 16), (4, 32)]:
            case = {"case": f"hypergrid {height}^{dims}", "batch": batch}
            start = time.perf_counter()
            if start - BEGAN + longest > limit:
                document.setdefault("skipped", []).append(case)
                print("skipped", case, flush=True)
            else:
                try:
                    row = case | measure(gfnx, jax, jnp, optax, dims, height, batch)
                    document["rows"].append(row)
                    print(row, flush=True)
                except Exception as e:
                    traceback.print_exc()
                    document.setdefault("failed", []).append(case | {"error": f"{type(e).__name__}: {e}"[:500]})
                longest = max(longest, time.perf_counter() - start)
            write(sys.argv[1], document)
    print(f"{time.perf_counter() - BEGAN:.1f} s", flush=True)


main()

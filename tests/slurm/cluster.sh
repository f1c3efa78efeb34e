# Sourced: a cluster of one node, this machine, with munge, ports and state of its own in a folder; nothing of the system's Slurm is touched.
#   cluster_start FOLDER   starts it and exports SLURM_CONF
#   cluster_stop           ends what was started
#   node_kill [all]        SIGKILL for slurmd; with 'all' for its tasks too, as when a node is lost
#   node_start             starts slurmd (again)

cluster_missing() {
  local name
  for name in munged slurmctld slurmd sbatch squeue scancel scontrol; do
    command -v "$name" >/dev/null || { echo "$name is not installed (Debian: slurmctld slurmd slurm-client munge)"; return 0; }
  done
  [ "$(id -u)" = 0 ] || { echo "slurmd starts tasks only for root"; return 0; }
  return 1
}

cluster_start() {
  cluster=$(mkdir -p "$1" && cd "$1" && pwd)
  local host port
  host=$(hostname -s)
  port=$((20000 + RANDOM % 20000))
  mkdir -p "$cluster/state" "$cluster/spool"
  chmod 755 "$cluster"
  dd if=/dev/urandom of="$cluster/munge.key" bs=1024 count=1 status=none
  chmod 400 "$cluster/munge.key"
  munged --force --key-file="$cluster/munge.key" --socket="$cluster/munge.socket" --pid-file="$cluster/munge.pid" \
    --log-file="$cluster/munge.log" --seed-file="$cluster/munge.seed" || return 1
  cat >"$cluster/slurm.conf" <<CONF
ClusterName=quiver-test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthType=auth/munge
AuthInfo=socket=$cluster/munge.socket
CredType=cred/munge
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd.pid
SlurmctldLogFile=$cluster/slurmctld.log
SlurmdLogFile=$cluster/slurmd.log
JobCompType=jobcomp/filetxt
JobCompLoc=$cluster/jobs.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
JobRequeue=1
SlurmdTimeout=8
KillWait=5
MinJobAge=2
SchedulerParameters=bf_interval=1,sched_interval=2,requeue_delay=0
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  printf 'CgroupPlugin=autodetect\nConstrainCores=no\nConstrainRAMSpace=no\n' >"$cluster/cgroup.conf"
  export SLURM_CONF=$cluster/slurm.conf
  slurmctld -f "$SLURM_CONF" -D >"$cluster/slurmctld.out" 2>&1 &
  controller=$!
  sleep 1
  node_start
  local waited
  for waited in $(seq 60); do
    [ "$(sinfo --noheader --format=%T 2>/dev/null)" = idle ] && return 0
    sleep 1
  done
  echo "slurm: the node does not come up after ${waited} s:" >&2
  tail -n 5 "$cluster/slurmctld.log" "$cluster/slurmd.log" "$cluster/slurmctld.out" "$cluster/slurmd.out" >&2
  return 1
}

node_start() {
  slurmd -f "$SLURM_CONF" -D >>"$cluster/slurmd.out" 2>&1 &
  node=$!
}

# All processes below a process.
below() {
  local child
  for child in $(ps -o pid= --ppid "$1" 2>/dev/null); do
    below "$child"
    echo "$child"
  done
}

# The tasks of this node, and the slurmstepd above each, which has left the tree of slurmd.
tasks() {
  local process above
  for process in $(scontrol listpids 2>/dev/null | awk '$1 ~ /^[0-9]+$/ { print $1 }'); do
    above=$(ps -o ppid= -p "$process" 2>/dev/null | tr -d ' ')
    [ "$(ps -o comm= -p "${above:-0}" 2>/dev/null)" = slurmstepd ] && echo "$above"
    below "$process"
    echo "$process"
  done
}

node_kill() {
  local doomed=$node
  [ "${1:-}" = all ] && doomed="$doomed $(tasks)"
  # shellcheck disable=SC2086
  kill -9 $doomed 2>/dev/null
  wait "$node" 2>/dev/null
  true
}

cluster_stop() {
  [ -n "${cluster:-}" ] || return 0
  node_kill all
  kill "$controller" 2>/dev/null
  wait "$controller" 2>/dev/null
  [ -s "$cluster/munge.pid" ] && kill "$(cat "$cluster/munge.pid")" 2>/dev/null
  true
}

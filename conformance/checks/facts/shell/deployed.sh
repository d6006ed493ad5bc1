# A function for places that may be containers of Kolla's: whether the configuration there is that which the deployer has written on the host.
# Kolla's own program compares them. Of what it says, the end is kept: it is a container's, and may be any amount.
deployed() {
  compare=$(command -v kolla_set_configs) || { echo none; return; }
  [ "$(id -u)" = 0 ] || set -- sudo -n
  said=$({ brief "$@" "$compare" --check 2>&1; echo "ended with $?"; } | tail -c 2048 | tr -d '\000')
  case $said in
  *"ended with 0") echo same ;;
  *ConfigFileBadState* | *MissingRequiredSource* | *StateMismatch*) printf '%s\n' "$said" | tail -n 3 | cut -c 1-600 ;;
  *) printf '%s\n' "$said" | tail -n 2 | head -n 1 | cut -c 1-300 >&2; return 1 ;;
  esac
}
